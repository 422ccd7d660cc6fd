import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever is asked for a partner speaks for it while he is of it, and while he is asked. People and partners can be asked
 * no more, and one person for several partners.
 */
export class VoicesInDatePolls1765800000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [COLUMNS, VOICE, COUNTED, availability('where i.withdrawn_at is null and'), GRANTS])
      await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(availability('where'));
    await queryRunner.query(DOWN);
  }
}

const COLUMNS = `
alter table date_poll_partner add column withdrawn_at timestamptz, add column asked_at timestamptz;
alter table date_poll_invitee add column withdrawn_at timestamptz;
alter table date_poll_invitee drop constraint date_poll_invitee_once,
  add constraint date_poll_invitee_once unique (poll_id, person_id, partner_id);
`;

/** As of now, and once a date is chosen, as of then: who leaves later does not change what was counted. */
const VOICE = `
create view date_poll_voice as
select i.id as invitee_id, i.poll_id, i.partner_id, i.person_id
from date_poll_invitee i
join date_poll_partner p on p.poll_id = i.poll_id and p.partner_id = i.partner_id and p.withdrawn_at is null
left join date_option c on c.poll_id = i.poll_id and c.chosen_at is not null
where i.withdrawn_at is null and exists (
  select from membership m
  where m.person_id = i.person_id and m.partner_id = i.partner_id and m.role in ('COORDINATOR', 'DELEGATE')
    and m.since <= coalesce(c.chosen_at, m.since) and (m.ended_at is null or m.ended_at >= c.chosen_at)
    and (m.ends_on is null or m.ends_on >= (coalesce(c.chosen_at, now()) at time zone 'UTC')::date)
);
`;

const COUNTED = `
create or replace view date_option_partner as
select o.id as option_id, o.poll_id, p.partner_id,
  best_date_answer(array_agg(a.answer) filter (where a.answer is not null)) as answer
from date_option o
join date_poll_partner p on p.poll_id = o.poll_id and p.withdrawn_at is null
left join (date_poll_voice v join date_answer a on a.invitee_id = v.invitee_id)
  on v.poll_id = p.poll_id and v.partner_id = p.partner_id and a.option_id = o.id
where o.withdrawn_at is null
group by o.id, o.poll_id, p.partner_id;
`;

/** Who is asked no more has said nothing; a date that was withdrawn was answered all the same. */
const availability = (where: string): string => `
create or replace view availability as
select p.project_id, p.meeting_id, p.id as poll_id, i.partner_id, i.person_id, d.day,
  d.day::timestamp at time zone z.zone as starts_at, (d.day + 1)::timestamp at time zone z.zone as ends_at,
  best_date_answer(array_agg(a.answer)) as answer
from date_answer a
join date_poll_invitee i on i.id = a.invitee_id
join date_option o on o.id = a.option_id
join date_poll p on p.id = i.poll_id
left join meeting m on m.id = p.meeting_id
cross join lateral (select coalesce(m.time_zone, p.time_zone) as zone) z
cross join lateral (select o.starts_on + n as day from generate_series(0, o.ends_on - o.starts_on) n) d
${where} o.kind = 'DAYS'
group by p.id, i.id, d.day, z.zone
union all
select p.project_id, p.meeting_id, p.id, i.partner_id, i.person_id, null, o.starts_at, o.ends_at, a.answer
from date_answer a
join date_poll_invitee i on i.id = a.invitee_id
join date_option o on o.id = a.option_id
join date_poll p on p.id = i.poll_id
${where} o.kind = 'TIMES';
`;

const GRANTS = `
grant select on date_poll_voice to tavola_app;
`;

/** Fails, and changes nothing, where somebody is asked for two partners: no row is deleted to make it fit. */
const DOWN = `
create or replace view date_option_partner as
select o.id as option_id, o.poll_id, p.partner_id,
  best_date_answer(array_agg(a.answer) filter (where a.answer is not null)) as answer
from date_option o
join date_poll_partner p on p.poll_id = o.poll_id
left join (date_poll_invitee i join date_answer a on a.invitee_id = i.id)
  on i.poll_id = p.poll_id and i.partner_id = p.partner_id and a.option_id = o.id
where o.withdrawn_at is null
group by o.id, o.poll_id, p.partner_id;
drop view date_poll_voice;
alter table date_poll_invitee drop constraint date_poll_invitee_once,
  add constraint date_poll_invitee_once unique (poll_id, person_id);
alter table date_poll_invitee drop column withdrawn_at;
alter table date_poll_partner drop column withdrawn_at, drop column asked_at;
`;
