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

interface Dimension {
  readonly join?: string;
  readonly value: string;
  readonly label: (language: string) => Sql;
}

const plain = (value: string): Dimension => ({ value, label: () => raw(value) });

/** On `j`: a registration, once for each time that its person was there. */
export const DIMENSIONS: Record<AttendanceDimension, Dimension> = {
  PARTNER: {
    join: 'left join partner kp on kp.id = j.partner_id',
    value: 'kp.slug',
    label: () => raw('kp.name'),
  },
  COUNTRY: {
    join: 'left join country kc on kc.code = j.country_code',
    value: 'kc.code',
    label: (language) => inLanguage(raw('kc.names'), language),
  },
  TOWN: plain('j.town'),
  KIND: plain('j.kind'),
  MEETING: {
    join: 'join meeting km on km.id = j.meeting_id',
    value: 'km.slug',
    label: (language) => sql`coalesce(${inLanguage(raw('km.title'), language)}, km.slug)`,
  },
  DAY: plain('j.day::text'),
  AGENDA_ITEM: {
    join: 'left join agenda_item ki on ki.id = j.item_id',
    value: 'ki.id::text',
    label: (language) => inLanguage(raw('ki.title'), language),
  },
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
