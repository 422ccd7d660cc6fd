import { raw, sql } from '../../platform/database/sql.js';
import { expression, extendRead } from '../../platform/read/read-model.js';
import { RegistrationRead } from '../../registrations/registration.read.js';

extendRead(RegistrationRead, {
  invitationLetter: expression(
    ({ t, shape }) =>
      sql`(select ${shape.object({
        number: raw('l.number'),
        language: raw('l.language'),
        issuedAt: raw('l.issued_at'),
      })} from invitation_letter l where l.registration_id = ${t}.id)`,
  ),
});
