import type { ApolloServerPlugin } from '@apollo/server';
import { RETRY_AFTER_S } from './request-errors.js';

/**
 * An answer that failed for want of the database, or of room on its disk, says so by its status also where GraphQL had
 * begun: proxies and scripts look at that.
 */
export const unavailability: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body, http } }) => {
      if (body.kind !== 'single') return;
      const codes = body.singleResult.errors?.map(({ extensions }) => extensions?.['code']);
      if (codes?.includes('INSUFFICIENT_STORAGE')) http.status = 507;
      if (!codes?.includes('UNAVAILABLE')) return;
      http.status = 503;
      http.headers.set('retry-after', String(RETRY_AFTER_S));
    },
  }),
};
