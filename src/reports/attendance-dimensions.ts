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
  /** On `j`, a registration, and `x`, one time that its person was there. */
  readonly key: string;
  readonly join?: (index: number) => string;
  readonly value: (index: number) => string;
  readonly label: (index: number, language: string) => Sql;
}

const plain = (key: string): Dimension => ({
  key,
  value: (index) => `f.k${index}::text`,
  label: (index) => raw(`f.k${index}::text`),
});

const byId = (
  [table, id]: readonly [table: string, id: string],
  key: string,
  value: string,
  label: (row: Sql, language: string) => Sql,
): Dimension => ({
  key,
  // One by one, as there are few groups: their tables are large.
  join: (index) =>
    `left join lateral (select * from ${table} d where d.${id} = f.k${index} limit 1) d${index} on true`,
  value: (index) => `d${index}.${value}`,
  label: (index, language) => label(raw(`d${index}`), language),
});

export const DIMENSIONS: Record<AttendanceDimension, Dimension> = {
  PARTNER: byId(['partner', 'id'], 'j.partner_id', 'slug', (partner) => sql`${partner}.name`),
  COUNTRY: byId(['country', 'code'], 'j.country_code', 'code', (country, language) =>
    inLanguage(sql`${country}.names`, language),
  ),
  TOWN: plain('j.town'),
  KIND: plain('j.kind'),
  MEETING: byId(
    ['meeting', 'id'],
    'j.meeting_id',
    'slug',
    (meeting, language) => sql`coalesce(${inLanguage(sql`${meeting}.title`, language)}, ${meeting}.slug)`,
  ),
  DAY: plain('x.day'),
  AGENDA_ITEM: byId(['agenda_item', 'id'], 'x.item_id', 'id::text', (item, language) =>
    inLanguage(sql`${item}.title`, language),
  ),
  GENDER: plain('j.gender'),
  AGE_BAND: plain('j.age_band'),
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
