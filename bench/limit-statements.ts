/** Who asks and for what: a coordinator of a lead partner. */
export interface Asked {
  readonly meetingId: string;
  readonly slug: string;
  readonly personId: string;
  readonly projects: readonly string[];
  readonly leads: readonly string[];
  readonly coordinates: readonly string[];
}

const inEnglish = (texts: string): string =>
  `coalesce(${texts} ->> 'en', jsonb_path_query_first(${texts}, '$.*') #>> '{}')`;

/** `$2` is the person, `$3` his projects, `$4` those that he leads, `$5` the partners that he coordinates. */
const organises = (m: string): string => `(${m}.project_id = any($4) or ${m}.host_partner_id = any($5))`;
const seesMeeting = (m: string): string =>
  `${m}.project_id = any($3) and (${m}.announced or ${organises(m)})`;
const lasts = `m.ended_at is null and (m.ends_on is null or m.ends_on >= current_date)`;
const seesRegistration = (r: string): string =>
  `(${r}.person_id = $2 or ${r}.partner_id = any($5)
    or exists (select from meeting om where om.id = ${r}.meeting_id and ${organises('om')}))`;
const seesPerson = `(exists (select from membership m where m.person_id = p.id and ${lasts} and m.project_id = any($3))
  or exists (select from registration r where r.person_id = p.id and ${seesRegistration('r')}))`;

const AGENDA = `
select row_to_json(x)::text as answer from (select (select row_to_json(x) from (
  select m.id, ${inEnglish('m.title')} as title, m.place, m.starts_on as "startsOn", m.ends_on as "endsOn",
    (select row_to_json(x) from (select h.name,
        (select row_to_json(x) from (select ${inEnglish('c.names')} as name from country c where c.code = h.country_code) x)
          as country
      from partner h where h.id = m.host_partner_id and h.project_id = any($3)) x) as "hostPartner",
    (select row_to_json(x) from (select r.number as release, r.published_at as "publishedAt",
        (select coalesce(json_agg(row_to_json(x)), '[]') from (
          select i.id, l.kind, ${inEnglish('i.title')} as title, l.starts_at as "startsAt", l.ends_at as "endsAt",
            l.starts_at_local as "startsAtLocal", l.ends_at_local as "endsAtLocal", l.place, i.capacity,
            (select coalesce(json_agg(row_to_json(x)), '[]') from (
              select p.id, p.name from person p
              where p.id = any(l.speaker_ids) and ${seesPerson} order by p.name, p.id) x) as speakers,
            (select coalesce(json_agg(row_to_json(x)), '[]') from (
              select f.id, f.number, f.file_name as "fileName", f.size, f.type, f.finished_at as "finishedAt"
              from material_request q join lateral (
                select * from presentation f where f.request_id = q.id and f.number is not null
                order by f.number desc limit 1) f on f.state = 'DONE' or f.uploaded_by_id = $2 or ${organises('m')}
              where q.agenda_item_id = i.id order by f.finished_at, f.number, f.id) x) as presentations
          from agenda_release_line l join agenda_item i on i.id = l.item_id
          where l.release_id = r.id order by l.starts_at, l.ends_at, l.item_id) x) as items
      from agenda_release r where r.meeting_id = m.id and r.number = m.agenda_release) x) as agenda
  from meeting m where m.id = $1 and ${seesMeeting('m')}) x) as meeting) x`;

const REGISTRATIONS = `
select row_to_json(x)::text as answer from (select (select row_to_json(x) from (
  select (select row_to_json(x) from (
    select coalesce(json_agg(node order by n) filter (where n <= 50), '[]') as nodes,
      json_build_object('hasNextPage', count(*) > 50) as "pageInfo"
    from (select row_number() over () as n, row_to_json(x) as node from (
      select r.id, r.kind, r.state, r.registered_at as "registeredAt",
        (select row_to_json(x) from (
          select p.id, p.name, case when p.id = $2 or exists (select from membership m where m.person_id = p.id
            and ${lasts} and (m.partner_id = any($5) or m.project_id = any($4))) then p.email end as email
          from person p where p.id = r.person_id and ${seesPerson}) x) as person,
        (select row_to_json(x) from (
          select q.name, (select row_to_json(x) from (select c.code, ${inEnglish('c.names')} as name from country c
            where c.code = q.country_code) x) as country
          from partner q where q.id = r.partner_id and q.project_id = any($3)) x) as partner
      from registration r where r.meeting_id = m.id and ${seesRegistration('r')} order by r.id limit 51) x) x) x)
    as registrations
  from meeting m where m.id = $1 and ${seesMeeting('m')}) x) as meeting) x`;

const ATTENDANCE = `
with scope as (
  select m.id from meeting m join project p on p.id = m.project_id
  where p.slug = $1 and $2::uuid is not null and p.id = any($3) and ${seesMeeting('m')}),
people as (
  select r.person_id, r.partner_id, coalesce(r.residence_country_code, p.country_code) as country_code,
    r.days_present as days, r.has_signed as signed
  from registration r left join partner p on p.id = r.partner_id
  where r.meeting_id = any(array(select id from scope)) and r.kind in ('DELEGATE', 'LOCAL', 'SPEAKER')),
figures as (
  select partner_id, country_code, grouping(partner_id) = 1 as is_total,
    count(distinct person_id) filter (where days > 0) as people, count(*) filter (where days > 0) as participations,
    coalesce(sum(days), 0) as person_days, count(distinct person_id) filter (where signed) as signed
  from people group by grouping sets ((partner_id, country_code), ()))
select json_build_object('rows', json_agg(row_to_json(x)))::text as answer from (
  select p.slug as partner, p.name as "partnerName", c.code as country, ${inEnglish('c.names')} as "countryName",
    f.people, f.participations, f.person_days as "personDays", f.signed
  from figures f left join partner p on p.id = f.partner_id left join country c on c.code = f.country_code
  order by f.is_total, p.slug, c.code) x`;

const of = (asked: Asked, what: string): unknown[] => [
  what,
  asked.personId,
  asked.projects,
  asked.leads,
  asked.coordinates,
];

export const STATEMENTS = {
  Q1: { text: AGENDA, values: (asked: Asked) => of(asked, asked.meetingId) },
  Q2: { text: ATTENDANCE, values: (asked: Asked) => of(asked, asked.slug) },
  Q3: { text: REGISTRATIONS, values: (asked: Asked) => of(asked, asked.meetingId) },
};
