import type { FastifyRequest } from 'fastify';
import {
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
} from 'graphql';
import type { Viewer } from '../access/viewer.js';
import type { Messages } from '../i18n/messages.js';
import { notesOf } from '../log/request-notes.js';
import { Conflict, DomainError, type UserError } from './user-errors.js';

interface Context {
  readonly viewer: Viewer;
  readonly request: FastifyRequest;
}

type Resolve = GraphQLFieldResolver<unknown, Context>;

/** The one place where an expected failure of a mutation becomes data. */
export function failuresAsData(schema: GraphQLSchema, messages: Messages): GraphQLSchema {
  const mutation = schema.getMutationType() as GraphQLObjectType<unknown, Context>;
  for (const field of Object.values(mutation.getFields())) {
    const row = rowField(getNamedType(field.type) as GraphQLObjectType);
    field.resolve = caught(field.resolve as Resolve, row, messages);
  }
  return schema;
}

/**
 * Any other failure leaves its own payload null, and no more: what the mutations before it in the same document have done
 * is answered.
 */
export function nullablePayloads(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {}))
    field.type = getNullableType(field.type);
  return schema;
}

/** What a payload may carry beside its errors. */
const rowField = (payload: GraphQLObjectType): string =>
  Object.keys(payload.getFields()).find((name) => name !== 'userErrors') as string;

const caught =
  (resolve: Resolve, row: string, messages: Messages): Resolve =>
  async (source, args, context, info) => {
    try {
      return await resolve(source, args, context, info);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      notesOf(context.request).codes.push(error.code);
      const current = error.rowId !== undefined && { [row]: error.rowId };
      return { ...current, userErrors: [userError(error, context.viewer, messages)] };
    }
  };

function userError(error: DomainError, { language }: Viewer, messages: Messages): UserError {
  const { code, field, values } = error;
  return {
    code,
    field: field && [...field],
    message: messages.say(language, `error.${code}`, values),
    ...(error instanceof Conflict && { changes: [...error.changeIds] }),
  };
}
