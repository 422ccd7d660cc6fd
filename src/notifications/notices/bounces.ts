import type { EntityManager } from 'typeorm';
import type { Event } from '../../platform/events/event.entity.js';
import { HOME, type Notice, type Recipient, people } from '../notice.js';

/** A mail server that refuses a whole town is one matter, and not as many as the town has people. */
const MOST = 20;

interface Bounced {
  readonly person: {
    readonly name: string;
    readonly email: string | null;
    readonly bouncedAt: string | null;
  } | null;
}

/** On `person p`: that he coordinates a partner of the project $1 that sends the person $2, who coordinates none himself. */
const HIS_COORDINATOR = `
p.id <> $2 and exists (select from membership m where m.person_id = p.id and m.project_id = $1
  and m.role = 'COORDINATOR' and m.ended_at is null
  and (exists (select from membership h where h.person_id = $2 and h.partner_id = m.partner_id and h.ended_at is null)
    or exists (select from registration r where r.person_id = $2 and r.partner_id = m.partner_id)))
and not exists (select from membership c where c.person_id = $2 and c.project_id = $1
  and c.role = 'COORDINATOR' and c.ended_at is null)`;

const LEAD = `
p.id <> $2 and exists (select from membership m join partner a on a.id = m.partner_id
  where m.person_id = p.id and m.project_id = $1 and m.role = 'COORDINATOR' and m.ended_at is null and a.role = 'LEAD')`;

/** The coordinators of whoever has the address; where there are none, or it is one of theirs, the lead partner's. */
async function whoCanAsk(manager: EntityManager, { projectId, subjectId }: Event): Promise<Recipient[]> {
  const his = await people(manager, HIS_COORDINATOR, [projectId, subjectId]);
  return his.length > 0 ? his : people(manager, LEAD, [projectId, subjectId]);
}

/** Without what the server said: it comes from outside, and whoever reads on finds it at the person. */
const addressBounced: Notice<Bounced> = {
  mostADay: MOST,
  isAskedAgain: true,
  recipients: whoCanAsk,
  document: 'query ($id: ID!) { person(id: $id) { name email bouncedAt } }',
  variables: ({ subjectId }) => ({ id: subjectId }),
  words: ({ person }, { say, event }) => {
    if (!person?.bouncedAt) return null;
    const { status } = event.details as { status: string };
    const values = { name: person.name, address: person.email ?? '–', status };
    return {
      subject: say('mail.addressBounced.subject', values),
      paragraphs: [say('mail.addressBounced.text', values), say('mail.addressBounced.ask', values)],
      link: { label: say('mail.invited.link'), target: HOME },
    };
  },
};

export const bounceNotices = { 'address.bounced': addressBounced };
