import { type Sql, raw, sql } from '../platform/database/sql.js';
import { inLanguage } from '../platform/read/read-model.js';

/** By what attendance is grouped. */
export enum AttendanceDimension {
  PARTNER = 'PARTNER',
  COUNTRY = 'COUNTRY',
  TOWN = 'TOWN',
  KIND = 'KIND',
  MEETING = 'MEETING',
  DAY = 'DAY',
  AGENDA_ITEM = 'AGENDA_ITEM',
  GENDER = 'GENDER',
  AGE_BAND = 'AGE_BAND',
}

/** The dimension at `index` groups by the key `k<index>`; after grouping, `d<index>` is the row that the key names. */
interface Dimension {
  /** On `r`, a registration, `p`, its partner, and `x`, one time that its person was there. */
  readonly key: string;
  /** Of `registration`, which the key is made of beside the partner. */
  readonly column?: string;
  readonly join?: (index: number) => string;
  readonly value: (index: number) => string;
  readonly label: (index: number, language: string) => Sql;
}

const plain = (key: string, column?: string): Dimension => ({
  key,
  column,
  value: (index) => `f.k${index}::text`,
  label: (index) => raw(`f.k${index}::text`),
});

const byId = (
  [table, id]: readonly [table: string, id: string],
  { key, column, value }: { key: string; column?: string; value: string },
  label: (row: Sql, language: string) => Sql,
): Dimension => ({
  key,
  column,
  // One by one, as there are few groups: their tables are large.
  join: (index) =>
    `left join lateral (select * from ${table} d where d.${id} = f.k${index} limit 1) d${index} on true`,
  value: (index) => `d${index}.${value}`,
  label: (index, language) => label(raw(`d${index}`), language),
});

export const DIMENSIONS: Record<AttendanceDimension, Dimension> = {
  PARTNER: byId(['partner', 'id'], { key: 'r.partner_id', value: 'slug' }, (partner) => sql`${partner}.name`),
  COUNTRY: byId(
    ['country', 'code'],
    {
      key: 'coalesce(r.residence_country_code, p.country_code)',
      column: 'residence_country_code',
      value: 'code',
    },
    (country, language) => inLanguage(sql`${country}.names`, language),
  ),
  TOWN: plain('coalesce(r.residence_town, p.town)', 'residence_town'),
  KIND: plain('r.kind', 'kind'),
  MEETING: byId(
    ['meeting', 'id'],
    { key: 'r.meeting_id', column: 'meeting_id', value: 'slug' },
    (meeting, language) => sql`coalesce(${inLanguage(sql`${meeting}.title`, language)}, ${meeting}.slug)`,
  ),
  DAY: plain('x.day'),
  AGENDA_ITEM: byId(['agenda_item', 'id'], { key: 'x.item_id', value: 'id::text' }, (item, language) =>
    inLanguage(sql`${item}.title`, language),
  ),
  GENDER: plain('r.gender', 'gender'),
  AGE_BAND: plain('r.age_band', 'age_band'),
};

/** A registration has no day of its own, so by these only presence is counted. */
export const OF_PRESENCE: readonly AttendanceDimension[] = [
  AttendanceDimension.DAY,
  AttendanceDimension.AGENDA_ITEM,
];

/** By these, small groups would tell of single people. */
export const PERSONAL: readonly AttendanceDimension[] = [
  AttendanceDimension.GENDER,
  AttendanceDimension.AGE_BAND,
];
