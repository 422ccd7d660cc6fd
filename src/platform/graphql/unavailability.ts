import type { ApolloServerPlugin } from '@apollo/server';
import { RETRY_AFTER_S } from './request-errors.js';

/** An answer that failed for want of the database is a 503 also where GraphQL had begun: proxies and scripts look at that. */
export const unavailability: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body, http } }) => {
      if (body.kind !== 'single') return;
      if (!body.singleResult.errors?.some(({ extensions }) => extensions?.['code'] === 'UNAVAILABLE')) return;
      http.status = 503;
      http.headers.set('retry-after', String(RETRY_AFTER_S));
    },
  }),
};
