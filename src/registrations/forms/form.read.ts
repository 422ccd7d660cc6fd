import { organises } from '../../meetings/meeting.policy.js';
import { MeetingRead } from '../../meetings/meeting.read.js';
import { type Language } from '../../platform/access/viewer.js';
import { type Sql, raw, sql } from '../../platform/database/sql.js';
import { expression, extendRead, inLanguage } from '../../platform/read/read-model.js';
import { type Fields, type Shape, columnsOf } from '../../platform/read/shape.js';
import { keptUntil } from '../needs/needs.read.js';
import { seesNeeds, seesPersonal } from '../registration.policy.js';
import { RegistrationRead } from '../registration.read.js';

/** Answers of a meeting, as they usually are. */
const COST = 1_000;

/** Of a row `f` of `form_field`. @param meeting alias of its meeting */
const fieldOf = (meeting: Sql, language: Language): Fields<Shape> => ({
  ...columnsOf('f', ['key', 'kind', 'retention']),
  label: inLanguage(raw('f.label'), language),
  // As `inLanguage` chooses.
  labelLanguage: sql`case when f.label ->> ${language}::text is not null then ${language}::text
    when f.label ->> 'en' is not null then 'en' else (select k from jsonb_object_keys(f.label) k limit 1) end`,
  help: inLanguage(raw('f.help'), language),
  purpose: inLanguage(raw('f.purpose'), language),
  isRequired: raw('f.is_required'),
  isSensitive: raw('f.is_sensitive'),
  keptUntil: keptUntil(raw('f.retention'), meeting),
  options: (option) =>
    option.list(
      { key: sql`o.option ->> 'key'`, label: inLanguage(sql`(o.option -> 'label')`, language) },
      sql`jsonb_array_elements(f.options) with ordinality o (option, nth) order by o.nth`,
    ),
  shownWhen: (condition) =>
    sql`case when f.shown_when_key is not null then ${condition.object({
      key: raw('f.shown_when_key'),
      values: raw('f.shown_when_values'),
    })} end`,
  translations: (translation) =>
    translation.list(
      { field: raw('w.name'), language: raw('e.key'), text: raw('e.value') },
      sql`(values ('label', f.label), ('help', f.help), ('purpose', f.purpose)) w (name, texts),
        jsonb_each_text(w.texts) e order by w.name, e.key`,
    ),
  missingLanguages: sql`array(
    select l.code from project lp, unnest(lp.languages) with ordinality l (code, nth)
    where lp.id = ${meeting}.project_id and (f.label ->> l.code is null or f.purpose ->> l.code is null
      or exists (select from jsonb_array_elements(f.options) lo where lo -> 'label' ->> l.code is null))
    order by l.nth)`,
});

/** The number of the newest version; null: there is none. */
const newest = (meetingId: Sql): Sql =>
  sql`(select max(nf.number) from registration_form nf where nf.meeting_id = ${meetingId})`;

// What a few people answered would tell who they are, as what a few people eat.
extendRead(
  MeetingRead,
  {
    registrationForm: expression(
      ({ t, args: { version }, shape, viewer: { language } }) =>
        sql`(select ${shape.object({
          id: raw('g.id'),
          version: raw('g.number'),
          publishedAt: raw('g.published_at'),
          fields: (field) =>
            field.list(fieldOf(t, language), sql`form_field f where f.form_id = g.id order by f.position`),
        })} from registration_form g where g.meeting_id = ${t}.id
          and g.number = coalesce(${version ?? null}::int, ${newest(sql`${t}.id`)}))`,
    ),
    formTotals: expression(
      ({ t, shape, viewer: { language } }) =>
        shape.list(
          {
            field: (field) => field.object(fieldOf(t, language)),
            answered: raw('n.answered'),
            answeredBefore: raw('n.answered_before'),
            choices: (choice) =>
              choice.list(
                {
                  value: raw('c.value'),
                  people: sql`coalesce((chosen.choices ->> c.value)::int, 0)`,
                },
                sql`(select o.option ->> 'key' as value, o.nth
                    from jsonb_array_elements(f.options) with ordinality o (option, nth)
                  union all
                  select y.value, y.nth from (values ('YES', 1), ('NO', 2)) y (value, nth) where f.kind = 'YES_NO') c
                  order by c.nth`,
              ),
          },
          sql`form_field f
            join registration_form g on g.id = f.form_id and g.meeting_id = ${t}.id
              and g.number = ${newest(sql`${t}.id`)}
            cross join lateral (select array(
              select sf.form_id from form_field sf join registration_form sg on sg.id = sf.form_id
              where sg.meeting_id = g.meeting_id and sf.key = f.key and is_same_question(f, sf)) as forms) same
            cross join lateral (
              select count(*) filter (where a.form_id = any(same.forms)) as answered,
                count(*) filter (where a.form_id <> all(same.forms)) as answered_before
              from form_answer a join registration ar on ar.id = a.registration_id
              where a.meeting_id = g.meeting_id and a.key = f.key and is_expected(ar.state)
            ) n
            cross join lateral (
              select coalesce(jsonb_object_agg(c.value, c.people), '{}') as choices from (
                select s as value, count(*) as people
                from form_answer ca join registration cr on cr.id = ca.registration_id cross join unnest(ca.said) s
                where f.kind in ('YES_NO', 'ONE_OF', 'SEVERAL_OF') and ca.meeting_id = g.meeting_id and ca.key = f.key
                  and ca.form_id = any(same.forms) and is_expected(cr.state)
                group by s) c
            ) chosen
            order by f.position`,
        ),
      organises,
      COST,
    ),
  },
  ['formTotals'],
);

extendRead(
  RegistrationRead,
  {
    formAnswers: expression(
      ({ t, shape, viewer }) =>
        shape.list(
          {
            formVersion: raw('g.number'),
            field: (field) => field.object(fieldOf(raw('am'), viewer.language)),
            values: raw('a.said'),
            labels: sql`array(select coalesce((select ${inLanguage(sql`(o.option -> 'label')`, viewer.language)}
              from jsonb_array_elements(f.options) o (option) where o.option ->> 'key' = s.value), s.value)
              from unnest(a.said) with ordinality s (value, nth) order by s.nth)`,
            isCurrent: sql`exists (select from form_field cf join registration_form cg on cg.id = cf.form_id
              where cg.meeting_id = a.meeting_id and cg.number = ${newest(raw('a.meeting_id'))} and cf.key = a.key
                and is_same_question(cf, f))`,
            answeredAt: raw('a.answered_at'),
            answeredById: raw('a.answered_by_id'),
          },
          sql`form_answer a
            join meeting am on am.id = a.meeting_id
            join registration_form g on g.id = a.form_id
            join form_field f on f.form_id = a.form_id and f.key = a.key
            where a.registration_id = ${t}.id and (not f.is_sensitive or ${seesNeeds(viewer, t)})
            order by f.position, f.key`,
        ),
      seesPersonal,
    ),
  },
  ['formAnswers'],
);
