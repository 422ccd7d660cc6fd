import {
  type GraphQLField,
  GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
} from 'graphql';
import type { Viewer } from '../access/viewer.js';
import { ensureAnswerable } from './answerable.js';
import { isList } from './lists.js';
import { allReadModels, readModelOf } from './read-model.js';
import type { Reader } from './reader.js';

/**
 * Ties the schema to the read models: a field is a plain read by response key (an alias is another column), and a
 * payload's id becomes the row it names. Throws at start when schema and models do not fit.
 */
export function bindSchema(schema: GraphQLSchema, reader: Reader): GraphQLSchema {
  const problems = allReadModels().flatMap((model) => misfits(schema, model.type));
  if (problems.length > 0) throw new Error(`The schema and the read models differ:\n${problems.join('\n')}`);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(type instanceof GraphQLObjectType) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (type === schema.getMutationType()) askFirst(field);
      else if (isOfMutation(type)) readAfterCommit(field, reader);
      else if (!isRoot(schema, type)) field.resolve = (row, _args, _context, info) => row[info.path.key];
    }
  }
  return schema;
}

const isOfMutation = ({ name }: GraphQLObjectType): boolean =>
  name.endsWith('Payload') || name === 'UserError';

const isRoot = (schema: GraphQLSchema, type: GraphQLObjectType): boolean =>
  type === schema.getQueryType() || type === schema.getMutationType();

/** @throws QUERY_TOO_LARGE at the mutation, before it begins */
function askFirst(field: GraphQLField<unknown, unknown>): void {
  const { resolve } = field;
  const payload = getNamedType(field.type);
  if (!resolve || !(payload instanceof GraphQLObjectType)) return;
  field.resolve = (root, args, context, info) => {
    ensureAnswerable(info, payload);
    return resolve(root, args, context, info);
  };
}

/**
 * A mutation answers with ids; what the client selects of them is read when the transaction has ended, as whoever the
 * viewer is by then: creating a project has made him its lead.
 */
function readAfterCommit(
  field: GraphQLField<Record<string, string | string[] | null>, { identify: () => Promise<Viewer> }>,
  reader: Reader,
): void {
  const model = readModelOf(getNamedType(field.type).name);
  if (!model) return;
  field.resolve = async (payload, _args, { identify }, info) => {
    const id = payload[field.name];
    if (!id) return isList(field) ? [] : null;
    const viewer = await identify();
    return Array.isArray(id) ? reader.byIds(info, viewer, model, id) : reader.byId(info, viewer, model, id);
  };
}

function misfits(schema: GraphQLSchema, typeName: string): string[] {
  const type = schema.getType(typeName);
  const model = readModelOf(typeName);
  if (!(type instanceof GraphQLObjectType) || !model) return [`${typeName}: a read model without a type`];
  const declared = type.getFields();
  return [
    ...Object.keys(declared)
      .filter((name) => !model.fields[name])
      .map((name) => `${typeName}.${name}: no read field`),
    ...Object.entries(model.fields).flatMap(([name, field]) => {
      const definition = declared[name];
      if (!definition) return [`${typeName}.${name}: a read field without a schema field`];
      const isHideable = (field.kind === 'value' && field.visibleTo) || model.personal?.includes(name);
      if (isHideable && isNonNullType(definition.type))
        return [`${typeName}.${name}: it can be hidden, so it must be nullable`];
      const relationToList = field.kind === 'many';
      if (field.kind !== 'value' && relationToList !== isList(definition)) {
        return [`${typeName}.${name}: list and single row differ`];
      }
      const nullsParent =
        field.kind === 'one' && isNonNullType(definition.type) && field.model().visibleTo && !field.implied;
      return nullsParent ? [`${typeName}.${name}: its target can be hidden, so it must be nullable`] : [];
    }),
  ];
}
