import { column, localized, readModel } from '../platform/read/read-model.js';

/** Public knowledge: everybody sees every country. */
export const CountryRead = readModel({
  type: 'Country',
  table: 'country',
  order: ['code'],
  fields: { code: column('code'), name: localized('names') },
});
