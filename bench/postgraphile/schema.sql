-- The tables of Tavola as PostGraphile shows them: one view per GraphQL type, each with the same predicate as its read
-- model, and the viewer in settings of the transaction. Texts in the viewer's language are columns, so PostGraphile
-- need not call a function for each row. `(select ...)` around a setting makes PostgreSQL read it once a statement.
drop schema if exists graph cascade;
create schema graph;
grant usage on schema graph to tavola_app;

create function graph.ids(list text) returns uuid[] language sql stable parallel safe
  return current_setting('tavola.' || list)::uuid[];
create function graph.me() returns uuid language sql stable parallel safe
  return current_setting('tavola.person_id')::uuid;
create function graph.text(texts jsonb) returns text language sql stable parallel safe
  return coalesce(texts ->> current_setting('tavola.language'), texts ->> 'en',
    jsonb_path_query_first(texts, '$.*') #>> '{}');
comment on function graph.ids is '@behavior -*';
comment on function graph.me is '@behavior -*';
comment on function graph.text is '@behavior -*';

create view graph.country as select c.code, graph.text(c.names) as name from country c;
comment on view graph.country is '@primaryKey code';

create view graph.partner as
  select p.id, p.project_id, p.slug, p.name, p.town, p.country_code from partner p
  where p.project_id = any((select graph.ids('projects'))::uuid[]);
comment on view graph.partner is E'@primaryKey id\n@foreignKey (country_code) references country (code)|@fieldName country';

create view graph.meeting as
  select m.id, m.project_id, m.number, graph.text(m.title) as title, m.place, m.starts_on, m.ends_on, m.host_partner_id,
    m.agenda_release
  from meeting m
  where m.project_id = any((select graph.ids('projects'))::uuid[]) and (m.announced
    or m.project_id = any((select graph.ids('leads'))::uuid[])
    or m.host_partner_id = any((select graph.ids('coordinates'))::uuid[]));
comment on view graph.meeting is
  E'@primaryKey id\n@foreignKey (host_partner_id) references partner (id)|@fieldName hostPartner';

create view graph.agenda as
  select m.id as meeting_id, r.id as release_id, r.number as release, r.published_at
  from graph.meeting m join agenda_release r on r.meeting_id = m.id and r.number = m.agenda_release;
comment on view graph.agenda is E'@primaryKey release_id\n@unique meeting_id\n'
  '@foreignKey (meeting_id) references meeting (id)|@fieldName meeting|@foreignSingleFieldName agenda';

create view graph.agenda_item as
  select l.release_id, i.id, l.kind, graph.text(i.title) as title, l.starts_at, l.ends_at, l.starts_at_local,
    l.ends_at_local, l.place, i.capacity, l.speaker_ids
  from agenda_release_line l join agenda_item i on i.id = l.item_id join meeting m on m.id = i.meeting_id
  where m.project_id = any((select graph.ids('projects'))::uuid[]) and (m.announced
    or m.project_id = any((select graph.ids('leads'))::uuid[])
    or m.host_partner_id = any((select graph.ids('coordinates'))::uuid[]));
comment on view graph.agenda_item is E'@primaryKey release_id,id\n'
  '@foreignKey (release_id) references agenda (release_id)|@foreignSimpleFieldName items';

create view graph.person as
  select p.id, p.name, case when p.id = (select graph.me()) or exists (select from membership m
      where m.person_id = p.id and m.ended_at is null and (m.ends_on is null or m.ends_on >= current_date)
      and (m.partner_id = any((select graph.ids('coordinates'))::uuid[])
        or m.project_id = any((select graph.ids('leads'))::uuid[]))) then p.email end as email
  from person p
  where exists (select from membership m
      where m.person_id = p.id and m.ended_at is null and (m.ends_on is null or m.ends_on >= current_date)
      and m.project_id = any((select graph.ids('projects'))::uuid[]))
    or exists (select from registration r where r.person_id = p.id and (r.person_id = (select graph.me())
      or r.partner_id = any((select graph.ids('coordinates'))::uuid[])
      or r.meeting_id = any((select graph.ids('desks'))::uuid[])
      or exists (select from meeting om where om.id = r.meeting_id
        and (om.project_id = any((select graph.ids('leads'))::uuid[])
          or om.host_partner_id = any((select graph.ids('coordinates'))::uuid[])
          or om.project_id = any((select graph.ids('audits'))::uuid[])))));
comment on view graph.person is '@primaryKey id';

create view graph.speaker as
  select s.item_id, s.person_id, p.name from agenda_item_speaker s join graph.person p on p.id = s.person_id;
comment on view graph.speaker is '@primaryKey item_id,person_id';

create view graph.presentation as
  select p.id, rq.agenda_item_id as item_id, p.number, p.file_name, p.size, p.type, p.finished_at
  from presentation p join material_request rq on rq.id = p.request_id join meeting om on om.id = rq.meeting_id
  where p.number = (select max(n.number) from presentation n where n.request_id = p.request_id)
    and om.project_id = any((select graph.ids('projects'))::uuid[]) and (om.announced
      or om.project_id = any((select graph.ids('leads'))::uuid[])
      or om.host_partner_id = any((select graph.ids('coordinates'))::uuid[]))
    and (p.state = 'DONE' or p.uploaded_by_id = (select graph.me())
      or om.project_id = any((select graph.ids('leads'))::uuid[])
      or om.host_partner_id = any((select graph.ids('coordinates'))::uuid[]));
comment on view graph.presentation is '@primaryKey id';

create function graph.agenda_item_speakers(item graph.agenda_item) returns setof graph.speaker
  language sql stable rows 2
  begin atomic
    select item.id, p.id, p.name from graph.person p where p.id = any(item.speaker_ids) order by p.name, p.id;
  end;
create function graph.agenda_item_presentations(item graph.agenda_item) returns setof graph.presentation
  language sql stable rows 2
  begin atomic
    select p.* from graph.presentation p where p.item_id = item.id order by p.finished_at, p.number, p.id;
  end;

create view graph.registration as
  select r.id, r.meeting_id, r.person_id, r.partner_id, r.kind, r.state, r.registered_at
  from registration r
  where r.person_id = (select graph.me())
    or r.partner_id = any((select graph.ids('coordinates'))::uuid[])
    or r.meeting_id = any((select graph.ids('desks'))::uuid[])
    or exists (select from meeting om where om.id = r.meeting_id
      and (om.project_id = any((select graph.ids('leads'))::uuid[])
        or om.host_partner_id = any((select graph.ids('coordinates'))::uuid[])
        or om.project_id = any((select graph.ids('audits'))::uuid[])));
comment on view graph.registration is E'@primaryKey id\n'
  '@foreignKey (meeting_id) references meeting (id)|@foreignFieldName registrations\n'
  '@foreignKey (person_id) references person (id)|@fieldName person\n'
  '@foreignKey (partner_id) references partner (id)|@fieldName partner';

create type graph.attendance_row as (partner text, partner_name text, country text, country_name text, people integer,
  participations integer, person_days integer, signed integer);
-- With the total as the row of no partner and no country.
create function graph.attendance_by_partner_and_country(project text) returns setof graph.attendance_row
  language sql stable
  begin atomic
    with scope as (
      select m.id from meeting m join project p on p.id = m.project_id
      where p.slug = project and p.id = any((select graph.ids('projects'))::uuid[])
        and (m.announced or m.project_id = any((select graph.ids('leads'))::uuid[])
          or m.host_partner_id = any((select graph.ids('coordinates'))::uuid[]))),
    people as (
      select r.person_id, r.partner_id, coalesce(r.residence_country_code, p.country_code) as country_code,
        r.days_present as days, r.has_signed as signed
      from registration r left join partner p on p.id = r.partner_id
      where r.meeting_id = any(array(select id from scope)) and r.kind in ('DELEGATE', 'LOCAL', 'SPEAKER')),
    figures as (
      select partner_id, country_code, grouping(partner_id) = 1 as is_total,
        count(distinct person_id) filter (where days > 0)::integer as people,
        count(*) filter (where days > 0)::integer as participations,
        coalesce(sum(days), 0)::integer as person_days,
        count(distinct person_id) filter (where signed)::integer as signed
      from people group by grouping sets ((partner_id, country_code), ()))
    select p.slug, p.name, c.code, graph.text(c.names), f.people, f.participations, f.person_days, f.signed
    from figures f left join partner p on p.id = f.partner_id left join country c on c.code = f.country_code
    order by f.is_total, p.slug, c.code;
  end;

-- What `register` does: policy, lock, seat (by the trigger), event with its note, and the job of the queue.
create function graph.register(meeting_id uuid) returns graph.registration
  language plpgsql volatile security definer set search_path = public as $$
#variable_conflict use_column
declare
  m meeting;
  own uuid[];
  made graph.registration;
  happened uuid := uuidv7();
begin
  select * into m from meeting where id = register.meeting_id for share;
  if not found or not m.project_id = any(graph.ids('projects')) or not (m.announced
    or m.project_id = any(graph.ids('leads')) or m.host_partner_id = any(graph.ids('coordinates'))) then
    raise exception 'not found';
  end if;
  if m.state <> 'OPEN' and not (m.state = 'ANNOUNCED' and (m.project_id = any(graph.ids('leads'))
    or m.host_partner_id = any(graph.ids('coordinates')))) then
    raise exception 'closed';
  end if;
  select array_agg(id) into own from partner where id = any(graph.ids('partners')) and project_id = m.project_id;
  if own is null or array_length(own, 1) > 1 then raise exception 'which partner'; end if;
  update registration r set partner_id = own[1], kind = 'DELEGATE', state = 'CONFIRMED', answered_at = now(),
      version = version + 1
    where r.meeting_id = m.id and r.person_id = graph.me() and r.state in ('INVITED', 'DECLINED', 'WITHDRAWN')
    returning r.id, r.meeting_id, r.person_id, r.partner_id, r.kind, r.state, r.registered_at into made;
  if made.id is null then
    insert into registration (id, meeting_id, person_id, partner_id, kind, state, origin, registered_at, answered_at)
      values (uuidv7(), m.id, graph.me(), own[1], 'DELEGATE', 'CONFIRMED', 'SELF', now(), now())
      returning id, meeting_id, person_id, partner_id, kind, state, registered_at into made;
  end if;
  insert into event (id, kind, subject_id, project_id, meeting_id, details, actor_id, at)
    values (happened, 'registration.made', made.id, m.project_id, m.id, '{}', graph.me(), now());
  insert into unnotified_event (event_id, at) values (happened, now());
  insert into pgboss.job_common (id, name, data, priority, start_after, created_on, singleton_key, expire_seconds,
      deletion_seconds, keep_until, retry_limit, retry_delay, retry_backoff, retry_delay_max, policy, dead_letter,
      heartbeat_seconds, blocked, blocking, pending_dependencies)
    select gen_random_uuid(), q.name, jsonb_build_object('id', happened), 0, now(), now(), happened, q.expire_seconds,
      q.deletion_seconds, now() + q.retention_seconds * interval '1 second', q.retry_limit, q.retry_delay,
      q.retry_backoff, q.retry_delay_max, q.policy, q.dead_letter, q.heartbeat_seconds, false, false, 0
    from pgboss.queue q where q.name = 'notify'
    on conflict do nothing;
  perform pg_notify('pgboss_' || left(encode(sha224('pgboss'::bytea), 'hex'), 24), 'notify');
  return made;
end $$;

grant select on all tables in schema graph to tavola_app;
