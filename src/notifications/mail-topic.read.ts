import { ViewerRead } from '../accounts/viewer.read.js';
import { raw, sql } from '../platform/database/sql.js';
import { TOPICS } from './mail-topic.js';
import { expression, extendRead } from '../platform/read/read-model.js';

extendRead(ViewerRead, {
  mailTopics: expression(({ t, shape }) =>
    shape.list(
      { topic: raw('k.topic'), isWanted: raw('k.is_wanted') },
      sql`(select w.topic, not exists (select from unwanted_mail u where u.person_id = ${t}.id and u.topic = w.topic) as is_wanted
        from unnest(${TOPICS}::text[]) with ordinality w (topic, number) order by w.number) k`,
    ),
  ),
});
