import { ResolveField, Resolver } from '@nestjs/graphql';
import { AgendaType } from '../agenda/agenda.type.js';
import { AgendaConflictType } from './conflict.type.js';

/** What does not go together in an agenda; read by the Reader, so the body never runs. */
@Resolver(() => AgendaType)
export class ConflictsResolver {
  @ResolveField(() => [AgendaConflictType], {
    description:
      'What does not go together in it by now, by when it happens; at most the first 500. For its organisers.',
  })
  conflicts(): AgendaConflictType[] {
    return [];
  }
}
