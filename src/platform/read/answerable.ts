import { type GraphQLObjectType, type GraphQLResolveInfo, getNamedType } from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { anonymous } from '../access/viewer.js';
import { sql } from '../database/sql.js';
import { Compilation } from './compilation.js';
import { isList } from './lists.js';
import { readModelOf } from './read-model.js';

/** Rows that one mutation makes at most: all meetings of a project. */
const MOST_MADE = 200;

/**
 * Before a mutation does anything: that what the client wants to read afterwards can be asked. An answer that is refused
 * once all is done looks as if nothing had been.
 * @throws QUERY_TOO_LARGE
 */
export function ensureAnswerable(info: GraphQLResolveInfo, payload: GraphQLObjectType): void {
  const { schema, fragments, variableValues, fieldNodes } = info;
  const selection = collectSubfields(schema, fragments, variableValues, payload, [...fieldNodes]);
  for (const nodes of selection.values()) {
    const field = payload.getFields()[nodes[0]?.name.value ?? ''];
    const model = field && readModelOf(getNamedType(field.type).name);
    if (!model) continue;
    // What it costs is the same for everybody.
    const compilation = new Compilation(
      { ...info, fieldNodes: nodes, returnType: field.type },
      anonymous('en'),
    );
    if (isList(field)) compilation.many(model, MOST_MADE, () => sql`true`);
    else compilation.one(model, () => sql`true`);
  }
}
