import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { notesOf } from '../log/request-notes.js';
import { rootFieldsOf } from './root-fields.js';

interface Context {
  readonly request: FastifyRequest;
}

/**
 * Notes what was asked and what went wrong, for the request's line in the log. Who gets `userErrors` is told the trace
 * id in `extensions.trace`; a top-level error has its own.
 */
export const notedOperations: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    // After validation: names that the schema knows, and not more of them than the limits let through.
    didResolveOperation: async ({ operation, document, contextValue }) => {
      if (!operation) return;
      Object.assign(notesOf(contextValue.request), {
        operation: operation.operation,
        fields: rootFieldsOf(operation, document),
      });
    },
    willSendResponse: async ({ contextValue, response, errors = [] }) => {
      const { codes } = notesOf(contextValue.request);
      if (response.body.kind !== 'single') return;
      const { singleResult } = response.body;
      if (codes.length > 0)
        singleResult.extensions = { ...singleResult.extensions, trace: contextValue.request.id };
      if (errors.length > 0)
        codes.push(...(singleResult.errors ?? []).map(({ extensions }) => String(extensions?.['code'])));
    },
  }),
};
