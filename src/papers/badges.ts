import { setImmediate } from 'node:timers/promises';
import { canWorkAtDesk } from '../meetings/meeting.policy.js';
import type { Language } from '../platform/access/viewer.js';
import { canAnswerFor } from '../registrations/registration.policy.js';
import { badgesTyp } from './badges.typ.js';
import { badgeToken } from './badge-token.js';
import {
  type Asked,
  type FiledPaper,
  MEETING_HEAD,
  type MeetingHead,
  PARTICIPANT,
  type Participant,
  commonLanguage,
  homeOf,
  meetingFor,
  nameOf,
  placeOf,
  sorted,
} from './paper.js';
import { qrCode } from './qr-code.js';
import { everyRegistration } from './registrations-read.js';

interface Wearer extends Participant {
  readonly languages: readonly string[];
  readonly origin: string;
}

const WEARER = `${PARTICIPANT} languages origin`;
const ONE = `query ($id: ID!) { registration(id: $id) { ${WEARER} state person { id } partner { id }
  meeting { ${MEETING_HEAD} } } }`;

interface One extends Wearer {
  readonly state: string;
  readonly person: Wearer['person'] & { readonly id: string };
  readonly partner: (NonNullable<Wearer['partner']> & { readonly id: string }) | null;
  readonly meeting: MeetingHead | null;
}

/** Who comes, and whoever is on the agenda to speak: he need not answer to be expected. */
const wearsBadge = ({ state, kind, origin }: Pick<One, 'state' | 'kind' | 'origin'>): boolean =>
  state === 'CONFIRMED' || (state === 'INVITED' && (kind === 'SPEAKER' || origin === 'AGENDA'));

/** The badges of a meeting, for its desk. */
export async function badges(asked: Asked, id: string): Promise<FiledPaper | null> {
  const meeting = await meetingFor(asked, id);
  if (!meeting || !canWorkAtDesk(asked.viewer, placeOf(meeting))) return null;
  const language = commonLanguage(asked, meeting);
  const wearers: Wearer[] = [];
  for (const state of ['CONFIRMED', 'INVITED'] as const) {
    const all = await everyRegistration<Wearer>(asked, language, id, WEARER, state);
    wearers.push(...all.filter(({ kind, origin }) => wearsBadge({ state, kind, origin })));
  }
  return paperOf(asked, meeting, language, { wearers: sorted(wearers, language), alone: false });
}

/** One person's badge, for himself, for who may answer for him, and for the desk. */
export async function badge(asked: Asked, id: string): Promise<FiledPaper | null> {
  const { ask, viewer } = asked;
  const read = async (language: Language): Promise<One | null> =>
    (await ask.as<{ registration: One | null }>({ ...viewer, language }, ONE, { id })).registration;
  const found = await read(viewer.language);
  if (!found?.meeting || !wearsBadge(found)) return null;
  const { person, partner, meeting } = found;
  const place = placeOf(meeting);
  const whose = { personId: person.id, partnerId: partner?.id ?? null };
  if (!canAnswerFor(viewer, whose, place) && !canWorkAtDesk(viewer, place)) return null;
  const language = commonLanguage(asked, meeting);
  const wearer = language === viewer.language ? found : await read(language);
  return wearer && paperOf(asked, meeting, language, { wearers: [wearer], alone: true });
}

async function paperOf(
  { secrets, speaker }: Asked,
  meeting: MeetingHead,
  language: Language,
  { wearers, alone }: { wearers: readonly Wearer[]; alone: boolean },
): Promise<FiledPaper> {
  const say = speaker(language);
  const codes: string[] = [];
  for (const { id } of wearers) {
    codes.push(await qrCode(badgeToken(secrets, id)));
    // A code takes a millisecond; others may be answered between two.
    await setImmediate();
  }
  const of = (wearer: Wearer, index: number) => ({
    name: wearer.person.name,
    partner: wearer.partner?.name ?? null,
    town: homeOf(wearer),
    kind: say('paper.kinds', { kind: wearer.kind }),
    languages: wearer.languages.map(ownNameOf),
    qr: codes[index],
  });
  const data = {
    alone,
    project: meeting.project.acronym,
    meeting: nameOf(meeting),
    code: say('paper.badges.code'),
    badges: wearers.map(of),
  };
  const title = say('paper.badges.title', { meeting: nameOf(meeting) });
  const fileName = [meeting.project.acronym, meeting.slug, 'badges'].join('-').toLowerCase();
  return { template: badgesTyp, title, language, data, fileName };
}

/** As those who speak it call it: svenska. */
const ownNameOf = (language: string): string =>
  new Intl.DisplayNames([language], { type: 'language', fallback: 'code' }).of(language) ?? language;
