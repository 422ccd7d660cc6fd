import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { Viewer } from '../access/viewer.js';
import { isHidden, readModelOf } from '../read/read-model.js';

/**
 * Names the fields of a query that the kind of viewer hides in every row, as `extensions.hidden`, so that a script can
 * tell "not for this token" from "nobody wrote it down".
 */
export const hiddenFields: ApolloServerPlugin<{ viewer: Viewer }> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ schema, document, contextValue, response }) => {
      // Only the scopes of a token hide by kind; what depends on the row is simply null.
      if (!document || !contextValue.viewer?.scopes || response.body.kind !== 'single') return;
      const hidden = hiddenIn(schema, document, contextValue.viewer);
      if (hidden.length > 0) response.body.singleResult.extensions = { hidden };
    },
  }),
};

function hiddenIn(schema: GraphQLSchema, document: DocumentNode, viewer: Viewer): string[] {
  const hidden = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const type = types.getParentType()?.name ?? '';
        const model = readModelOf(type);
        if (model && isHidden(model, name.value, viewer)) hidden.add(`${type}.${name.value}`);
      },
    }),
  );
  return [...hidden].toSorted();
}
