import type { Language } from '../../platform/access/viewer.js';
import { daysInWords } from '../../platform/i18n/days.js';
import { type Html, html } from '../../platform/pages/html.js';
import { notice } from '../../platform/pages/layout.js';
import type { Say } from '../../platform/pages/site-pages.js';
import { LONGEST_REASON } from './approval.input.js';
import { RegistrationState } from '../registration.entity.js';

/** A registration, as whoever decides reads it. */
export interface Waiting {
  readonly id: string;
  readonly version: number;
  readonly state: RegistrationState;
  readonly refusalReason: string | null;
  readonly person: { readonly name: string };
  readonly partner: { readonly name: string } | null;
  readonly meeting: {
    readonly title: string | null;
    readonly number: number;
    readonly place: string | null;
    readonly timeZone: string;
    readonly startsOn: string;
    readonly endsOn: string;
    readonly hostPartner: { readonly id: string };
    readonly project: { readonly id: string; readonly acronym: string };
  };
}

/** What was sent. */
export interface Decision {
  readonly decision?: string;
  readonly reason?: string;
  /** Of the registration, as the form showed it. */
  readonly version?: string;
}

/** Whether somebody may come; once that is decided, what was. */
export function approvalForm(
  waiting: Waiting,
  { say, language, sent }: { readonly say: Say; readonly language: Language; readonly sent?: Decision },
): Html {
  const { state, version, person, partner, meeting, refusalReason } = waiting;
  const words = (key: string, values?: Record<string, string>) => say(`page.approval.${key}`, values);
  const facts = html`<dl class="facts">
    <dt>${words('person')}</dt>
    <dd>${person.name}</dd>
    <dt>${words('partner')}</dt>
    <dd>${partner?.name ?? '–'}</dd>
    <dt>${words('meeting')}</dt>
    <dd>
      ${meeting.title ?? `${meeting.project.acronym} ${meeting.number}`},
      ${daysInWords(meeting.startsOn, meeting.endsOn, language)}, ${meeting.place ?? '–'}
    </dd>
  </dl>`;
  if (state === RegistrationState.CONFIRMED) return html`${notice('success', words('approved'))}${facts}`;
  if (refusalReason !== null)
    return html`${notice('info', words('refused', { reason: refusalReason }))}${facts}`;
  if (state !== RegistrationState.PENDING) return html`${notice('info', words('over'))}${facts}`;
  return html`<p>${words('text')}</p>
    ${facts}
    <form method="post" class="card">
      <input type="hidden" name="version" value="${sent?.version ?? String(version)}" />
      <div class="actions"><button name="decision" value="approve">${words('approve')}</button></div>
      <label for="reason">${words('reason')}</label>
      <textarea id="reason" name="reason" maxlength="${LONGEST_REASON}" rows="3">
${sent?.reason ?? ''}</textarea>
      <div class="actions">
        <button class="secondary button" name="decision" value="refuse">${words('refuse')}</button>
      </div>
    </form>`;
}
