import { MeetingMode } from '../meetings/meeting.entity.js';
import type { Language } from '../platform/access/viewer.js';
import { daysInWords } from '../platform/i18n/days.js';
import { type Html, html } from '../platform/pages/html.js';
import { notice } from '../platform/pages/layout.js';
import type { Say } from '../platform/pages/site-pages.js';
import { RegistrationOrigin, type RegistrationState } from './registration.entity.js';
import {
  type KeptNeeds,
  type ReadyFieldTexts,
  type TypedNeeds,
  readyFieldForm,
  typedAs,
} from './ready-field-form.js';
import { AttendanceMode } from './registration.entity.js';

/** What was chosen; undefined: not asked, or nothing that there is. */
export const modeIn = ({ mode }: Answer): AttendanceMode | undefined =>
  Object.values(AttendanceMode).find((one) => one === mode);

/** What the page shows, as the person himself reads it. */
export interface Participation {
  readonly id: string;
  readonly version: number;
  readonly state: RegistrationState;
  readonly origin: RegistrationOrigin;
  /** Why those who organise the meeting have said that he does not come; null: they have not. */
  readonly refusalReason: string | null;
  readonly mode: AttendanceMode;
  readonly photoConsent: boolean | null;
  readonly needs: KeptNeeds | null;
  readonly person: { readonly name: string };
  readonly partner: { readonly name: string } | null;
  readonly meeting: {
    readonly title: string | null;
    readonly number: number;
    readonly place: string | null;
    readonly timeZone: string;
    readonly mode: MeetingMode;
    readonly startsOn: string;
    readonly endsOn: string;
    readonly project: { readonly acronym: string };
    readonly readyFields: readonly ReadyFieldTexts[];
  };
}

/** What was sent. */
export interface Answer extends TypedNeeds {
  readonly answer?: string;
  /** Where he takes part; only the form of a hybrid meeting asks. */
  readonly mode?: string;
  /** Of the registration, as the form showed it. */
  readonly version?: string;
}

interface Shown {
  readonly say: Say;
  readonly language: Language;
  /** What was typed and could not be taken: nobody types it twice. */
  readonly answer?: Answer;
}

/** Which choice a registration's state is; one that is only invited has made none. */
const SAID: Readonly<Partial<Record<RegistrationState, string>>> = {
  PENDING: 'yes',
  CONFIRMED: 'yes',
  DECLINED: 'no',
  WITHDRAWN: 'no',
};

/** The question whether somebody comes, with what is known so far. */
export function participationForm(participation: Participation, { say, language, answer }: Shown): Html {
  const { person, partner, meeting, needs, state, origin, photoConsent } = participation;
  const words = (key: string, values?: Record<string, string>) => say(`page.participation.${key}`, values);
  const chosen = answer?.answer ?? SAID[state];
  const choice = (value: 'yes' | 'no') =>
    html`<label class="choice"
      ><input
        type="radio"
        name="answer"
        value="${value}"
        required
        ${chosen === value ? html`checked` : null}
      /><span>${words(value)}</span></label
    >`;
  const about = html`<p>
    ${words(origin === RegistrationOrigin.AGENDA ? 'speaks' : 'meeting', {
      name: person.name,
      partner: partner?.name ?? meeting.project.acronym,
      meeting: meeting.title ?? `${meeting.project.acronym} ${meeting.number}`,
      place: meeting.place ?? '–',
      days: daysInWords(meeting.startsOn, meeting.endsOn, language),
    })}
  </p>`;
  const { refusalReason: reason } = participation;
  if (reason !== null) return html`${about}${notice('info', words('refused', { reason }))}`;
  const where = modeIn(answer ?? {}) ?? participation.mode;
  const modes = html`<fieldset class="choices">
    <legend>${words('mode')}</legend>
    ${Object.values(AttendanceMode).map(
      (value) =>
        html`<label class="choice"
          ><input type="radio" name="mode" value="${value}" ${where === value ? html`checked` : null} /><span
            >${words(`mode.${value}`)}</span
          ></label
        >`,
    )}
  </fieldset>`;
  // What was typed was typed into what was shown then, so a form that comes back remains as old as it was.
  const version = answer ? (answer.version ?? '') : String(participation.version);
  const typed = answer ?? typedAs(needs, photoConsent);
  return html`${about}
    <p class="quiet">${words('state', { state })} ${words('change')}</p>
    <form method="post" class="card">
      <input type="hidden" name="version" value="${version}" />
      <fieldset class="choices">
        <legend>${words('answer')}</legend>
        ${choice('yes')}${choice('no')}
      </fieldset>
      ${meeting.mode === MeetingMode.HYBRID ? modes : null}
      <h2>${words('needs')}</h2>
      ${readyFieldForm(meeting.readyFields, typed, { say, language })}
      <div class="actions"><button>${words('submit')}</button></div>
    </form>`;
}
