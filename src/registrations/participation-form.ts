import type { Language } from '../platform/access/viewer.js';
import { daysInWords } from '../platform/i18n/days.js';
import { type Html, html } from '../platform/pages/html.js';
import type { Say } from '../platform/pages/site-pages.js';

/** What the page shows, as the person himself reads it. */
export interface Participation {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly photoConsent: boolean | null;
  readonly needs: {
    readonly diet: string | null;
    readonly access: string | null;
    readonly interpretation: string | null;
  } | null;
  readonly person: { readonly name: string };
  readonly partner: { readonly name: string } | null;
  readonly meeting: {
    readonly title: string | null;
    readonly number: number;
    readonly place: string | null;
    readonly timeZone: string;
    readonly startsOn: string;
    readonly endsOn: string;
    readonly project: { readonly acronym: string };
  };
}

/** What was sent. */
export interface Answer {
  readonly answer?: string;
  readonly diet?: string;
  readonly access?: string;
  readonly photo?: string;
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
const SAID: Readonly<Record<string, string>> = { CONFIRMED: 'yes', DECLINED: 'no', WITHDRAWN: 'no' };

/** The question whether somebody comes, with what is known so far. */
export function participationForm(participation: Participation, { say, language, answer }: Shown): Html {
  const { person, partner, meeting, needs, state, photoConsent } = participation;
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
  const text = (name: 'diet' | 'access') =>
    html`<div class="field">
      <label for="${name}">${words(name)}</label>
      <textarea id="${name}" name="${name}" maxlength="1000" aria-describedby="needs-hint" rows="2">
${answer?.[name] ?? needs?.[name] ?? ''}</textarea>
    </div>`;
  // What was typed was typed into what was shown then, so a form that comes back remains as old as it was.
  const version = answer ? (answer.version ?? '') : String(participation.version);
  const withPhoto = answer ? answer.photo === 'yes' : photoConsent === true;
  return html`<p>
      ${words('meeting', {
        name: person.name,
        partner: partner?.name ?? meeting.project.acronym,
        meeting: meeting.title ?? `${meeting.project.acronym} ${meeting.number}`,
        place: meeting.place ?? '–',
        days: daysInWords(meeting.startsOn, meeting.endsOn, language),
      })}
    </p>
    <p class="quiet">${words('state', { state })} ${words('change')}</p>
    <form method="post" class="card">
      <input type="hidden" name="version" value="${version}" />
      <fieldset class="choices">
        <legend>${words('answer')}</legend>
        ${choice('yes')}${choice('no')}
      </fieldset>
      <fieldset>
        <legend>${words('needs')}</legend>
        <p class="hint" id="needs-hint">${words('needsHint')}</p>
        ${text('diet')}${text('access')}
      </fieldset>
      <label class="choice"
        ><input type="checkbox" name="photo" value="yes" ${withPhoto ? html`checked` : null} /><span
          >${words('photo')}</span
        ></label
      >
      <div class="actions"><button>${words('submit')}</button></div>
    </form>`;
}
