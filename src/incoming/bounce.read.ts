import { type Sql, sql } from '../platform/database/sql.js';
import { expression, extendRead } from '../platform/read/read-model.js';
import { seesAddress } from '../projects/project.policy.js';
import { PersonRead } from '../projects/project.read.js';

const ofBounce = (column: Sql) =>
  expression(
    ({ t }) => sql`(select ${column} from bounce b where b.person_id = ${t}.id)`,
    (viewer, t) => seesAddress(viewer, sql`${t}.id`),
  );

extendRead(PersonRead, {
  bouncedAt: ofBounce(sql`b.bounced_at`),
  bounceAnswer: ofBounce(sql`concat_ws(' ', b.status, b.answer)`),
});
