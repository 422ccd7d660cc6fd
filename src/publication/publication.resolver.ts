import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import { OpenToAll } from '../platform/access/signed-in.guard.js';
import type { Viewer } from '../platform/access/viewer.js';
import { sql } from '../platform/database/sql.js';
import { Reader } from '../platform/read/reader.js';
import { PublicAgendaRead } from './public-agenda.read.js';
import { PublicAgendaType } from './public-agenda.type.js';

@Resolver()
export class PublicationResolver {
  constructor(private readonly reader: Reader) {}

  @OpenToAll()
  @Query(() => PublicAgendaType, {
    nullable: true,
    description: 'The agenda of a meeting as everybody may read it; null when there is none for everybody.',
  })
  publicAgenda(
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
    @Args('project', { description: "The project's slug, such as evolaq." }) project: string,
    @Args('meeting', { description: "The meeting's slug, such as cervia." }) meeting: string,
  ) {
    return this.reader.one(
      info,
      viewer,
      PublicAgendaRead,
      (t) => sql`${t}.slug = ${meeting}::text
        and ${t}.project_id = (select id from project where slug = ${project}::text)`,
    );
  }
}
