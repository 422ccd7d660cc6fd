import { Args, Info, Int, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../platform/access/current-viewer.js';
import type { Viewer } from '../platform/access/viewer.js';
import { sql } from '../platform/database/sql.js';
import { badInput } from '../platform/graphql/request-errors.js';
import { Reader } from '../platform/read/reader.js';
import { hitsFor } from './search.read.js';
import { SearchHitType, SearchKind } from './search.type.js';

const MOST_HITS = 50;
const LONGEST_TEXT = 200;
const MOST_WORDS = 8;

@Resolver()
export class SearchResolver {
  constructor(private readonly reader: Reader) {}

  @Query(() => [SearchHitType], {
    description: `What a project has by these words, the best first: in any language, with or without accents, also misspelt. At most ${MOST_HITS}.`,
  })
  search(
    @CurrentViewer() viewer: Viewer,
    @Info() info: GraphQLResolveInfo,
    @Args('project', { description: "The project's slug, such as evolaq." }) project: string,
    @Args('text', {
      description: `At most ${MOST_WORDS} words, all of which it must have; the last may be begun. At most ${LONGEST_TEXT} characters.`,
    })
    text: string,
    @Args('kinds', { type: () => [SearchKind], nullable: true, description: 'Only these; left out: all.' })
    kinds?: SearchKind[] | null,
    @Args('first', { type: () => Int, defaultValue: 20, description: `How many, from 1 to ${MOST_HITS}.` })
    first?: number,
  ) {
    const most = first ?? 20;
    if (most < 1 || most > MOST_HITS) throw badInput(`\`first\` is a number from 1 to ${MOST_HITS}.`);
    if (text.length > LONGEST_TEXT) throw badInput(`\`text\` has at most ${LONGEST_TEXT} characters.`);
    if ((text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < 2)
      throw badInput('`text` needs two letters or digits at least. Type more of the word.');
    if ((text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) > MOST_WORDS)
      throw badInput(`\`text\` has at most ${MOST_WORDS} words. Leave out the common ones.`);
    const wanted = [...new Set(kinds ?? Object.values(SearchKind))];
    if (wanted.length === 0) throw badInput('`kinds` names one kind at least. Leave it out to look for all.');
    const question = { project, text, kinds: wanted, first: most };
    return this.reader.many(info, viewer, hitsFor(viewer, question), most, () => sql`true`);
  }
}
