import { SIGN_IN_LIFE, signInPath } from '../../accounts/sign-ins.service.js';
import { MemberRole } from '../../projects/membership.entity.js';
import { HOME, type Notice, people } from '../notice.js';

/** Nobody is told where the address is unknown: the request names no person then. */
const signInRequested: Notice<unknown> = {
  expiresAt: (_manager, { at }) => Promise.resolve(at.plus(SIGN_IN_LIFE)),
  recipients: (manager, { subjectId }) =>
    people(manager, 'p.id = (select s.person_id from sign_in s where s.id = $1)', [subjectId]),
  document: '{ viewer { id } }',
  variables: () => ({}),
  words: (_data, { say, event: { subjectId } }) => {
    const code = `[[code:${subjectId}]]`;
    return {
      subject: say('mail.signIn.subject'),
      paragraphs: [say('mail.signIn.text')],
      link: { label: say('mail.signIn.link'), target: `[[${signInPath(subjectId)}]]` },
      aside: say('mail.signIn.code', { code }),
      reason: 'account',
      grants: [code],
    };
  },
};

interface Invited {
  readonly viewer: {
    readonly memberships: readonly {
      readonly id: string;
      readonly role: MemberRole;
      readonly partner: { readonly name: string } | null;
      readonly project: { readonly acronym: string };
    }[];
  };
}

const memberInvited: Notice<Invited> = {
  mostADay: 3,
  recipients: (manager, { subjectId }) =>
    people(manager, 'p.id = (select m.person_id from membership m where m.id = $1)', [subjectId]),
  document: '{ viewer { memberships { id role partner { name } project { acronym } } } }',
  variables: () => ({}),
  words: ({ viewer }, { say, event }) => {
    const membership = viewer.memberships.find(({ id }) => id === event.subjectId);
    if (!membership) return null;
    const { role, partner, project } = membership;
    const names = { partner: partner?.name ?? project.acronym, project: project.acronym };
    return {
      subject: say('mail.invited.subject', names),
      paragraphs: [say(`mail.invited.${role}`, names)],
      link: { label: say('mail.invited.link'), target: HOME },
    };
  },
};

export const accountNotices = { 'signIn.requested': signInRequested, 'member.invited': memberInvited };
