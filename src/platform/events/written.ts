/**
 * What each event has written that stays as it is: its own row, and those it tells of in the tables that can only be
 * added to. A new one of these tables belongs here (`test/sealed-rows.e2e-spec.ts` compares with the grants). The features
 * own the tables; they are named here since no seal may depend on what a database says that it covers.
 *
 * Their rows are never emptied, so their hashes give nothing away that is not there in words. A column that may have to
 * be erased one day belongs into a row of its own elsewhere. A column that came later is left out of the rows from before
 * it, or their seals would no longer fit; what was guessed for these rows stands in a column that is in no seal.
 */
export const WRITTEN = `(
select e.id as event_id, e.project_id, 'event ' || e.id as name, to_jsonb(e) as content from event e
union all
select e.id, e.project_id, 'attendance_record ' || a.id, to_jsonb(a)
from event e join attendance_record a on a.id = e.subject_id
union all
select e.id, e.project_id, 'agenda_release ' || r.id,
  to_jsonb(r) - 'assumed_time_zone' - case when r.time_zone is null then 'time_zone' else '' end
from event e join agenda_release r on r.id = e.subject_id
union all
select e.id, e.project_id, 'agenda_release_line ' || l.release_id || ' ' || l.item_id,
  to_jsonb(l) - case when l.speaker_ids is null then '{speaker_ids,partner_ids}' else '{}' end::text[]
    - case when l.room_id is null then 'room_id' else '' end
    - case when l.is_mandatory is null then '{is_mandatory,end_is_inferred}' else '{}' end::text[]
from event e join agenda_release_line l on l.release_id = e.subject_id
union all
select e.id, e.project_id, 'carried_out_agenda ' || a.meeting_id, to_jsonb(a)
from event e join carried_out_agenda a on a.meeting_id = e.subject_id and e.kind = 'carriedOut.begun'
union all
select e.id, e.project_id, 'seat_move ' || s.id, to_jsonb(s) from event e join seat_move s on s.id = e.id
union all
select e.id, e.project_id, 'invitation_letter ' || l.id, to_jsonb(l)
from event e join invitation_letter l on l.id = e.id
union all
select e.id, e.project_id, 'registration_form ' || f.id, to_jsonb(f)
from event e join registration_form f on f.id = e.id
union all
select e.id, e.project_id, 'form_field ' || f.form_id || ' ' || f.key, to_jsonb(f)
from event e join form_field f on f.form_id = e.id
union all
select e.id, e.project_id, 'closing ' || c.id, to_jsonb(c)
from event e join closing c on c.id = e.id)`;

/** All rows beside events that must be under a seal, whether an event tells of them or not. */
const ROWS = `
select 'attendance_record ' || id as name from attendance_record
union all select 'agenda_release ' || id from agenda_release
union all select 'agenda_release_line ' || release_id || ' ' || item_id from agenda_release_line
union all select 'carried_out_agenda ' || meeting_id from carried_out_agenda
union all select 'closing ' || id from closing
union all select 'seat_move ' || id from seat_move
union all select 'invitation_letter ' || id from invitation_letter
union all select 'registration_form ' || id from registration_form
union all select 'form_field ' || form_id || ' ' || key from form_field
union all select 'event ' || id from event`;

/** Rows that are in no seal and do not wait for one: added, or taken out of the queue, past the application. */
export const OUTSIDE = `
with known as (
  select jsonb_object_keys(covers) as name from seal where covers is not null
  union all select 'event ' || unnest(event_ids) from seal where covers is null
  union all select w.name from ${WRITTEN} w join unsealed_event u on u.event_id = w.event_id)
select r.name from (${ROWS}) r where not exists (select from known k where k.name = r.name) order by 1`;
