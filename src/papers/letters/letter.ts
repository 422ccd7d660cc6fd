import { DateTime } from 'luxon';
import { LANGUAGES, type Language } from '../../platform/access/viewer.js';
import { daysInWords } from '../../platform/i18n/days.js';
import { localDayOf } from '../../platform/time/wall-time.js';
import { RegistrationState, isExpected } from '../../registrations/registration.entity.js';
import { canAnswerFor } from '../../registrations/registration.policy.js';
import { MEETING_HEAD, type Asked, type FiledPaper, type MeetingHead, nameOf, placeOf } from '../paper.js';
import { letterTyp } from './letter.typ.js';

interface Organisation {
  readonly name: string;
  readonly town: string;
  readonly country: { readonly name: string };
}

interface Invited {
  readonly state: RegistrationState;
  readonly invitationLetter: { number: number; language: string; issuedAt: string } | null;
  readonly person: { readonly id: string; readonly name: string };
  readonly partner: (Organisation & { readonly id: string }) | null;
  readonly meeting:
    | (MeetingHead & {
        readonly state: string;
        readonly timeZone: string;
        readonly country: { readonly name: string } | null;
        readonly hostPartner: Organisation;
        readonly project: {
          readonly title: string;
          readonly programme: string | null;
          readonly grantReference: string | null;
          readonly leadPartner: Organisation | null;
        };
      })
    | null;
}

const ORGANISATION = 'name town country { name }';
const INVITED = `query ($id: ID!) { registration(id: $id) { state invitationLetter { number language issuedAt }
  person { id name } partner { id ${ORGANISATION} }
  meeting { ${MEETING_HEAD} state timeZone country { name } hostPartner { ${ORGANISATION} }
    project { title programme grantReference leadPartner { ${ORGANISATION} } } } } }`;

/** The letter of somebody, once it was issued: for himself, his coordinator, the host and the lead partner. */
export async function letter(asked: Asked, id: string): Promise<FiledPaper | null> {
  const { ask, viewer, chosen, speaker } = asked;
  type Answer = { registration: Invited | null };
  const read = async (language: Language) =>
    (await ask.as<Answer>({ ...viewer, language }, INVITED, { id })).registration;
  const issued = (await read(viewer.language))?.invitationLetter;
  if (!issued) return null;
  const language = chosen ?? LANGUAGES.find((one) => one === issued.language) ?? viewer.language;
  const found = await read(language);
  if (!found?.meeting || !isExpected(found) || found.meeting.state === 'CANCELLED') return null;
  if (found.state === RegistrationState.PENDING) return null;
  const { person, partner, meeting } = found;
  const { project, hostPartner } = meeting;
  const whose = { personId: person.id, partnerId: partner?.id ?? null };
  if (!canAnswerFor(viewer, whose, placeOf(meeting))) return null;

  const say = speaker(language);
  const sender = project.leadPartner ?? hostPartner;
  const number = `${project.acronym}-${issued.number}`;
  const issuedOn = localDayOf(DateTime.fromISO(issued.issuedAt), meeting.timeZone);
  const days = daysInWords(meeting.startsOn, meeting.endsOn, language);
  const place = [meeting.place, meeting.country?.name].filter(Boolean).join(', ') || null;
  const facts = [
    ['project', `${project.title} (${project.acronym})`],
    ['programme', project.programme],
    ['grant', project.grantReference],
    ['meeting', nameOf(meeting)],
    ['days', days],
    ['place', place],
    ['host', inOneLine(hostPartner)],
    ['lead', inOneLine(sender)],
  ] as const;
  const data = {
    from: linesOf(sender),
    number: say('paper.letter.number', { number }),
    date: daysInWords(issuedOn, issuedOn, language),
    to: [person.name, ...(partner ? linesOf(partner) : [])],
    heading: say('paper.letter.heading', { meeting: nameOf(meeting) }),
    invites: say(partner ? 'paper.letter.invites' : 'paper.letter.invitesAlone', {
      name: person.name,
      partner: partner?.name ?? '',
    }),
    facts: facts.flatMap(([name, value]) => (value ? [[say(`paper.letter.${name}`), value]] : [])),
    confirms: say('paper.letter.confirms'),
    onBehalf: say('paper.letter.onBehalf', { partner: sender.name }),
    signature: say('paper.letter.signature'),
  };
  const title = say('paper.letter.title', { number });
  return { template: letterTyp, title, language, data, fileName: `${number}-letter`.toLowerCase() };
}

const linesOf = ({ name, town, country }: Organisation): string[] => [name, `${town}, ${country.name}`];

const inOneLine = (one: Organisation): string => linesOf(one).join(', ');
