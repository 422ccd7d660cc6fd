import type { Language } from '../platform/access/viewer.js';
import { type ProposedDate, dateInWords, momentInWords } from '../platform/i18n/days.js';
import { type Html, html } from '../platform/pages/html.js';
import type { Say } from '../platform/pages/site-pages.js';
import { DateAnswerValue } from './date-poll-people.entity.js';

export interface PolledDate extends ProposedDate {
  readonly id: string;
  readonly endsAtLocal: string | null;
}

/** What the page shows, as the person himself reads it. */
export interface AskedPoll {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
  readonly timeZone: string;
  readonly state: 'OPEN' | 'CHOSEN' | 'CANCELLED';
  readonly answersUntil: string;
  readonly answersUntilLocal: string;
  readonly project: { readonly acronym: string };
  readonly options: readonly PolledDate[];
  readonly chosenOption: PolledDate | null;
}

/** Who answers, and what he has said. */
export interface Answerer {
  readonly name: string;
  readonly partner: string;
  readonly comment: string | null;
  /** By the id of the date. */
  readonly answers: ReadonlyMap<string, string>;
}

interface Shown {
  readonly say: Say;
  readonly language: Language;
  /** Why nothing can be answered any more; null: it can. */
  readonly ended: 'CHOSEN' | 'CANCELLED' | 'LATE' | null;
}

/** The question which dates suit, with what was said so far; or what has become of it. */
export function datePollForm(poll: AskedPoll, answerer: Answerer, { say, language, ended }: Shown): Html {
  const words = (key: string, values?: Record<string, string>) => say(`page.dates.${key}`, values);
  const { name, partner } = answerer;
  const until = momentInWords(poll.answersUntil, poll.timeZone, language);
  const inWords = (date: PolledDate) => dateInWords(date, poll.timeZone, language);
  const chosen = poll.chosenOption ? inWords(poll.chosenOption) : '';
  return html`<p>${words('meeting', { name, partner, project: poll.project.acronym, title: poll.title })}</p>
    ${poll.place && html`<p>${words('place', { place: poll.place })}</p>`}
    ${
      poll.options.some(({ startsAt }) => startsAt !== null) &&
      html`<p class="quiet">${words('zone', { zone: poll.timeZone })}</p>`
    }
    ${
      ended
        ? html`<p><strong>${words(ended, { date: chosen, until })}</strong></p>
            ${said(poll, answerer, words, inWords)}`
        : html`<p class="quiet">${words('until', { until })}</p>
            ${fields(poll, answerer, words, inWords)}`
    }`;
}

type Words = (key: string, values?: Record<string, string>) => string;
type InWords = (date: PolledDate) => string;

const ANSWERS = Object.values(DateAnswerValue);

/** The name of the field for a date. */
export const fieldOf = (optionId: string): string => `date-${optionId}`;

const fields = ({ options }: AskedPoll, { answers, comment }: Answerer, words: Words, inWords: InWords) => {
  const choice = (id: string, value: DateAnswerValue) =>
    html`<label class="choice"
      ><input
        type="radio"
        name="${fieldOf(id)}"
        value="${value}"
        required
        ${answers.get(id) === value ? html`checked` : null}
      /><span>${words(value)}</span></label
    >`;
  return html`<form method="post">
    ${options.map(
      (option) =>
        html`<div class="card">
          <fieldset class="choices">
            <legend>${inWords(option)}</legend>
            ${ANSWERS.map((value) => choice(option.id, value))}
          </fieldset>
        </div>`,
    )}
    <div class="field">
      <label for="comment">${words('comment')}</label>
      <p class="hint" id="comment-hint">${words('commentHint')}</p>
      <textarea id="comment" name="comment" maxlength="1000" aria-describedby="comment-hint" rows="2">
${comment ?? ''}</textarea>
    </div>
    <div class="actions"><button>${words('submit')}</button></div>
  </form>`;
};

/** What he said, where it cannot be changed any more. */
const said = (
  { options }: AskedPoll,
  { answers, comment }: Answerer,
  words: Words,
  inWords: InWords,
): Html => {
  const answered = options.filter(({ id }) => answers.has(id));
  if (answered.length === 0) return html`<p>${words('none')}</p>`;
  return html`<h2>${words('said')}</h2>
    <dl class="facts">
      ${answered.map(
        (option) =>
          html`<dt>${inWords(option)}</dt>
            <dd>${words(answers.get(option.id) ?? '')}</dd>`,
      )}
    </dl>
    ${comment && html`<p>${comment}</p>`}`;
};
