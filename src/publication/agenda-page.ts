import type { Language } from '../platform/access/viewer.js';
import { dayInWords, daysInWords, hoursInWords, momentInWords, zoneInWords } from '../platform/i18n/days.js';
import { type Html, html } from '../platform/pages/html.js';
import { notice } from '../platform/pages/layout.js';
import type { Say } from '../platform/pages/site-pages.js';
import {
  type PublicAgenda,
  type PublicItem,
  type PublicPartner,
  type PublicText,
  seatOf,
  whereOf,
} from './public-agenda.js';

interface Reading {
  readonly agenda: PublicAgenda;
  readonly language: Language;
  readonly say: Say;
}

/** Addresses of the same agenda, and what they are called in their own language. */
interface Elsewhere {
  readonly calendar: string;
  readonly json: string;
  readonly languages: readonly {
    readonly href: string;
    readonly language: Language;
    readonly name: string;
  }[];
}

/** A text that is in another language than the page says so, for screen readers; it may be written from right to left. */
export const marked = ({ text, language }: PublicText, page: Language): Html =>
  language === page ? html`<bdi>${text}</bdi>` : html`<bdi ${html`lang="${language}"`}>${text}</bdi>`;

/** The timetable day by day, with what everybody wants to know of the meeting above it. */
export function agendaPage(reading: Reading, elsewhere: Elsewhere): Html {
  const { agenda, say, language } = reading;
  const published = momentInWords(agenda.publishedAt, agenda.timeZone, language);
  return html`${agenda.isCancelled && notice('error', say('page.agenda.cancelled'))}
    <p>${marked(agenda.project.title, language)} (${agenda.project.acronym})</p>
    ${facts(reading)} ${daysOf(agenda.items).map(([day, items]) => dayOf(reading, day, items))}
    <p class="quiet">${say('page.agenda.release', { release: agenda.release, at: published })}</p>
    <nav class="elsewhere" aria-label="${say('page.agenda.elsewhere')}">
      <p class="actions">
        <a class="button secondary" href="${elsewhere.calendar}" type="text/calendar"
          >${say('page.agenda.calendar')}</a
        >
        <a class="button secondary" href="${elsewhere.json}" type="application/json">JSON</a>
      </p>
      <p>
        ${elsewhere.languages
          .filter((other) => other.language !== language)
          .map((other, index) => [
            index > 0 && ' · ',
            html`<a href="${other.href}" hreflang="${other.language}" lang="${other.language}"
              >${other.name}</a
            >`,
          ])}
      </p>
    </nav>`;
}

function facts({ agenda, say, language }: Reading): Html {
  const rows = [
    ['days', daysInWords(agenda.startsOn, agenda.endsOn, language)],
    ['place', seatOf(agenda)],
    ['mode', say('page.agenda.modes', { mode: agenda.mode })],
    ['host', partnerInWords(agenda.host)],
    ['zone', `${zoneInWords(agenda.timeZone, agenda.startsOn, language)} (${agenda.timeZone})`],
  ] as const;
  return html`<dl class="facts">
    ${rows
      .filter(([, value]) => value)
      .map(
        ([name, value]) =>
          html`<dt>${say(`page.agenda.${name}`)}</dt>
            <dd><bdi>${value}</bdi></dd>`,
      )}
  </dl>`;
}

const partnerInWords = ({ name, town, country }: PublicPartner): string =>
  `${name}, ${town}, ${country.name}`;

/** The items that are part of no other, by the day on which they begin. */
function daysOf(items: readonly PublicItem[]): [string, PublicItem[]][] {
  const days = new Map<string, PublicItem[]>();
  for (const item of items) {
    if (item.parent) continue;
    const day = item.startsAtLocal.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return [...days];
}

const dayOf = (reading: Reading, day: string, items: readonly PublicItem[]): Html =>
  html`<section aria-labelledby="day-${day}">
    <h2 id="day-${day}">${dayInWords(day, reading.language)}</h2>
    <ol class="agenda">
      ${items.map((item) => line(reading, item))}
    </ol>
  </section>`;

function line(reading: Reading, item: PublicItem): Html {
  const { agenda, language, say } = reading;
  const title = marked(item.title, language);
  const parts = agenda.items.filter(({ parent }) => parent?.id === item.id);
  const where = whereOf(item);
  const endsAt = item.endIsInferred ? null : item.endsAt;
  const hours = hoursInWords(item.startsAt, endsAt, agenda.timeZone, language);
  return html`<li>
    <time class="hours" datetime="${item.startsAt}">${hours}</time>
    <div>
      ${item.parent ? html`<h4>${title}</h4>` : html`<h3>${title}</h3>`}
      <p class="quiet">
        ${say('page.agenda.kinds', { kind: item.kind })}${where && html` · <bdi>${where}</bdi>`}
      </p>
      ${
        item.partners.length > 0 &&
        html`<p>${item.partners.map(({ name }, index) => [index > 0 && ' · ', html`<bdi>${name}</bdi>`])}</p>`
      }
      ${item.description?.text
        .split(/\n\s*\n/)
        .map((text) => html`<p>${marked({ ...(item.description as PublicText), text }, language)}</p>`)}
      ${
        parts.length > 0 &&
        html`<ol class="agenda">
          ${parts.map((part) => line(reading, part))}
        </ol>`
      }
    </div>
  </li>`;
}
