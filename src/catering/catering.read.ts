import { organises } from '../meetings/meeting.policy.js';
import { MeetingRead } from '../meetings/meeting.read.js';
import { type Sql, raw, sql } from '../platform/database/sql.js';
import { expression, extendRead, inLanguage } from '../platform/read/read-model.js';
import { type Shape, columnsOf } from '../platform/read/shape.js';

/** Registrations of a meeting, as they usually are. */
const COST = 200;

/** Of a list that the function has counted: what, and how many. */
const counted = (name: string, list: string) => (shape: Shape) =>
  shape.list(
    { [name]: raw('k.key'), people: raw('k.people') },
    sql`jsonb_to_recordset(c.${raw(list)}) k (key text, people integer)`,
  );

const ofItem = (value: Sql): Sql => sql`case when c.item_id is not null then ${value} end`;

// What a few people need would tell who they are: for those who may read whose needs they are.
extendRead(
  MeetingRead,
  {
    catering: expression(
      ({ t, shape, viewer: { language } }) =>
        shape.list(
          {
            ...columnsOf('c', ['day', 'kind', 'people', 'unanswered']),
            agendaItemId: raw('c.item_id'),
            title: inLanguage(raw('c.title'), language),
            startsAtLocal: ofItem(raw('c.starts_at_local')),
            endsAtLocal: ofItem(raw('c.ends_at_local')),
            plates: (plate) =>
              plate.list(
                columnsOf('p', ['diets', 'people']),
                sql`jsonb_to_recordset(c.plates) p (diets text[], people integer)`,
              ),
            diets: counted('diet', 'diets'),
            dietsInWords: counted('text', 'diet_words'),
            accessNeeds: counted('accessNeed', 'access_needs'),
            accessInWords: counted('text', 'access_words'),
          },
          sql`catering_totals(${t}.id) c`,
        ),
      organises,
      COST,
    ),
  },
  ['catering'],
);
