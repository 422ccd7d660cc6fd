import { type Check, counted, ok, wrong } from './check.js';

/** What is counted beside registrations, and what the records come to. */
const DIFFERENT = `
select count(*)::int as registrations, count(distinct r.meeting_id)::int as meetings
from registration r
left join (
  select a.registration_id, count(distinct a.day)::int as days, bool_or(a.method = 'SHEET') as signed
  from attendance_record a
  where a.direction = 'IN' and a.corrects_id is null
    and not exists (select from attendance_record c where c.corrects_id = a.id)
  group by a.registration_id) a on a.registration_id = r.id
where (r.days_present, r.has_signed) <> (coalesce(a.days, 0), coalesce(a.signed, false))`;

/** Whether the figures say what the attendance records say. */
export const figures: Check = {
  name: 'figures',
  examine: async ({ app }) => {
    const [{ registrations, meetings }] =
      await app.query<[{ registrations: number; meetings: number }]>(DIFFERENT);
    if (registrations === 0) return [ok('The figures of attendance say what its records say.')];
    return [
      wrong(
        `${counted(registrations, 'registration counts', 'registrations count')} other days than the attendance records, at ${counted(meetings, 'meeting')}.`,
        'Somebody changed tables by hand. Count again as the owner of the tables: select count_days(id) from registration;',
      ),
    ];
  },
};
