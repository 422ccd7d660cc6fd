import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  type GraphQLFieldConfig,
  type GraphQLFieldResolver,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  OperationTypeNode,
  execute,
  isNonNullType,
} from 'graphql';
import { HANDED_THROUGH, JsonText } from '../read/json-text.js';
import { NeverNull } from './never-null.js';

type Resolve = GraphQLFieldResolver<unknown, object>;

/** What the root fields of a request have read, by response key: nothing is read twice. */
const readFor = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Hands the database's JSON through to the client (docs/adr/0014-hand-through.md). A query runs on a copy of the schema
 * in which a root field is a scalar: its text. Where anything is not as it should be, such as a null that the schema
 * does not allow, or an error, the plain executor makes the answer from what was read.
 */
export function handThrough(): ApolloServerPlugin<object> {
  let shortened: GraphQLSchema;
  return {
    serverWillStart: async ({ schema }) => {
      shortened = shorten(schema);
    },
    requestDidStart: async () => ({
      responseForOperation: async ({ schema, document, operation, request, contextValue }) => {
        // None where the document has several and the request names none of them, whatever the type says.
        if (operation?.operation !== OperationTypeNode.QUERY) return null;
        const neverNull = NeverNull.of(schema, document);
        if (!neverNull) return null;
        readFor.set(contextValue, new Map());
        const { data, errors } = await execute({
          schema: shortened,
          document,
          rootValue: HANDED_THROUGH,
          contextValue,
          variableValues: request.variables,
          operationName: request.operationName,
        });
        if (errors || !data || !Object.values(data).every((value) => isWhole(value, neverNull))) return null;
        return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data } } };
      },
    }),
  };
}

/** A text without a null that the schema does not allow; nothing; or the root's `__typename`. */
const isWhole = (value: unknown, neverNull: NeverNull): boolean =>
  value instanceof JsonText ? !neverNull.isBrokenBy(value.text) : value === null || typeof value === 'string';

/** The schema's queries, their fields being texts. From now on those of the schema itself look first for what was read. */
function shorten(schema: GraphQLSchema): GraphQLSchema {
  const query = schema.getQueryType() as GraphQLObjectType<unknown, object>;
  const fields = Object.entries(query.toConfig().fields).map(([name, config]) => {
    const resolve = config.resolve as Resolve;
    Object.assign(query.getFields()[name] as object, { resolve: fromWhatWasRead(resolve) });
    return [name, textOf(config, query, schema)] as const;
  });
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: query.name, fields: Object.fromEntries(fields) }),
  });
}

function textOf(
  config: GraphQLFieldConfig<unknown, object>,
  parentType: GraphQLObjectType,
  schema: GraphQLSchema,
): GraphQLFieldConfig<unknown, object> {
  const resolve: Resolve = (source, args, context, info) => {
    // As a promise, also where the resolver throws at once.
    const read = (async (): Promise<unknown> =>
      config.resolve?.(source, args, context, { ...info, schema, parentType, returnType: config.type }))();
    readFor.get(context)?.set(String(info.path.key), read);
    return read;
  };
  return { ...config, type: isNonNullType(config.type) ? new GraphQLNonNull(Text) : Text, resolve };
}

const fromWhatWasRead =
  (resolve: Resolve): Resolve =>
  async (source, args, context, info) => {
    const read = readFor.get(context)?.get(String(info.path.key));
    if (!read) return resolve(source, args, context, info);
    const answer = await read;
    return answer instanceof JsonText ? answer.read() : answer;
  };

const Text = new GraphQLScalarType({ name: 'Text' });
