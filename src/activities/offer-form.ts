import type { Language } from '../platform/access/viewer.js';
import { momentInWords } from '../platform/i18n/days.js';
import { type Html, html } from '../platform/pages/html.js';
import { notice } from '../platform/pages/layout.js';
import type { Say } from '../platform/pages/site-pages.js';
import { SignUpState } from './sign-up.entity.js';

/** A sign-up, as the person himself reads it. */
export interface Offer {
  readonly id: string;
  readonly state: SignUpState;
  /** null: none is open. */
  readonly offeredUntil: string | null;
  readonly agendaItem: {
    readonly title: string;
    readonly startsAt: string;
    readonly timeZone: string;
    readonly place: string | null;
    readonly room: { readonly name: string } | null;
  } | null;
  readonly atSameTime: readonly {
    readonly id: string;
    readonly agendaItem: { readonly title: string } | null;
  }[];
}

/** Whose it is, and where. */
export interface OfferOf {
  readonly person: { readonly name: string };
  readonly meeting: {
    readonly title: string | null;
    readonly number: number;
    readonly timeZone: string;
    readonly endsOn: string;
    readonly project: { readonly acronym: string };
  };
  /** null: he has none any more. */
  readonly signUp: Offer | null;
}

/** What was sent. */
export interface Answer {
  readonly answer?: string;
  /** Ids of what is given up for it, as the form named them. */
  readonly others?: string;
}

/** What somebody is offered, and whether he wants it; once he has it, that he has. */
export function offerForm(
  { person, meeting, signUp }: OfferOf & { readonly signUp: Offer },
  { say, language }: { readonly say: Say; readonly language: Language },
): Html {
  const { agendaItem: item, offeredUntil, atSameTime } = signUp;
  const words = (key: string, values?: Record<string, string>) => say(`page.offer.${key}`, values);
  const where = item?.room?.name ?? item?.place;
  const facts = html`<dl class="facts">
    <dt>${words('item')}</dt>
    <dd>${item?.title ?? '–'}</dd>
    ${
      item &&
      html`<dt>${words('when')}</dt>
        <dd>${momentInWords(item.startsAt, item.timeZone, language)}</dd>`
    }
    ${
      where &&
      html`<dt>${words('where')}</dt>
        <dd>${where}</dd>`
    }
    <dt>${words('meeting')}</dt>
    <dd>${meeting.title ?? `${meeting.project.acronym} ${meeting.number}`}</dd>
    <dt>${words('person')}</dt>
    <dd>${person.name}</dd>
  </dl>`;
  if (signUp.state === SignUpState.CONFIRMED || !offeredUntil)
    return html`${notice('success', words('has'))}${facts}`;
  const until = momentInWords(offeredUntil, item?.timeZone ?? meeting.timeZone, language);
  const others = atSameTime.flatMap(({ agendaItem }) => agendaItem?.title ?? []);
  return html`<p>${words('free')}</p>
    ${facts}
    <p><strong>${words('until', { until })}</strong></p>
    ${others.map((other) => notice('info', words('other', { other })))}
    <form method="post">
      <input type="hidden" name="others" value="${atSameTime.map(({ id }) => id).join(' ')}" />
      <div class="actions">
        <button name="answer" value="yes">${words(others.length > 0 ? 'switch' : 'accept')}</button>
        <button class="secondary button" name="answer" value="no">${words('decline')}</button>
      </div>
    </form>`;
}
