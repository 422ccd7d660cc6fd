import { AgendaItemRead, byCurrentItem } from '../agenda/agenda.read.js';
import { sql } from '../platform/database/sql.js';
import { byKey, column, expression, extendRead, many, one, readModel } from '../platform/read/read-model.js';
import { PersonRead } from '../projects/project.read.js';
import { seesRegistration } from '../registrations/registration.policy.js';
import { RegistrationRead } from '../registrations/registration.read.js';

/** Thirty-one days with some dozen items each. */
const MOST_RECORDS = 500;

/** Whoever sees a registration sees its records. */
const AttendanceRecordRead = readModel({
  type: 'AttendanceRecord',
  table: 'attendance_record',
  order: ['id'],
  visibleTo: (viewer, t) => sql`exists (select from registration ar
    where ar.id = ${t}.registration_id and ${seesRegistration(viewer, sql`ar`)})`,
  fields: {
    id: column('id'),
    day: column('day'),
    direction: column('direction'),
    mode: column('mode'),
    method: column('method'),
    recordedAt: column('recorded_at'),
    reason: column('reason'),
    isVoid: expression(
      ({ t }) => sql`exists (select from attendance_record c where c.corrects_id = ${t}.id)`,
    ),
    agendaItem: one(
      () => AgendaItemRead,
      byCurrentItem((record) => sql`${record}.item_id`),
    ),
    recordedBy: one(() => PersonRead, byKey('recorded_by_id')),
    registration: one(() => RegistrationRead, byKey('registration_id')),
    corrects: one(() => AttendanceRecordRead, byKey('corrects_id')),
  },
});

extendRead(RegistrationRead, {
  attendance: many(
    () => AttendanceRecordRead,
    MOST_RECORDS,
    (registration, record) => sql`${record}.registration_id = ${registration}.id`,
  ),
});
