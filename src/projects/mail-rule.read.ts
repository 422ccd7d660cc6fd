import { type Sql, raw, sql } from '../platform/database/sql.js';
import { type ReadField, expression } from '../platform/read/read-model.js';
import { MAIL_RULE_KINDS, USUAL_MAIL_RULES } from './mail-rules.js';

/** What holds here of each kind. @param above rules that hold where these say nothing, as jsonb */
export const mailRules = (above: (t: Sql) => Sql): ReadField =>
  expression(({ t, shape }) =>
    shape.list(
      { kind: raw('k.kind'), daysBefore: raw('k.days'), isOwn: raw('k.is_own') },
      sql`(select r.key as kind, r.value as days, ${t}.mail_rules ? r.key as is_own
        from jsonb_each(${JSON.stringify(USUAL_MAIL_RULES)}::jsonb || ${above(t)} || ${t}.mail_rules) r
        order by array_position(${MAIL_RULE_KINDS}::text[], r.key)) k`,
    ),
  );
