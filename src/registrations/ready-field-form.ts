import type { Language } from '../platform/access/viewer.js';
import { dayInWords } from '../platform/i18n/days.js';
import { type Html, html } from '../platform/pages/html.js';
import type { Say } from '../platform/pages/site-pages.js';
import { typedText } from '../platform/pages/typed-text.js';
import type { NeedsInput } from './needs/needs.input.js';
import { AccessNeed, Diet, ReadyField } from './needs/ready-field.js';

/** Why a question is asked, as the page reads it. */
export interface ReadyFieldTexts {
  readonly field: ReadyField;
  readonly name: string;
  readonly purpose: string;
  readonly consentText: string;
  readonly keptUntil: string | null;
}

/** What is kept, as the page reads it. */
export interface KeptNeeds {
  readonly diets: readonly Diet[];
  readonly diet: string | null;
  readonly accessNeeds: readonly AccessNeed[];
  readonly access: string | null;
  readonly interpretationLanguage: string | null;
  readonly emergencyContact: { readonly name: string; readonly phone: string } | null;
}

/** What stands in the form, and is sent with it. A choice that is made twice comes as an array. */
export interface TypedNeeds {
  readonly diets?: string | readonly string[];
  readonly diet?: string;
  readonly accessNeeds?: string | readonly string[];
  readonly access?: string;
  readonly interpretationLanguage?: string;
  readonly contactName?: string;
  readonly contactPhone?: string;
  readonly photo?: string;
}

/** The official ones of the European Union, and those that its neighbours speak most. */
const INTERPRETED =
  'ar bg bs cs da de el en es et fi fr ga hr hu is it lt lv mk mt nl no pl pt ro ru sk sl sq sr sv tr uk'.split(
    ' ',
  );

/** What is kept, as if it had been typed. */
export const typedAs = (needs: KeptNeeds | null, photoConsent: boolean | null): TypedNeeds => ({
  diets: needs?.diets ?? [],
  diet: needs?.diet ?? '',
  accessNeeds: needs?.accessNeeds ?? [],
  access: needs?.access ?? '',
  interpretationLanguage: needs?.interpretationLanguage ?? '',
  contactName: needs?.emergencyContact?.name ?? '',
  contactPhone: needs?.emergencyContact?.phone ?? '',
  photo: photoConsent ? 'yes' : '',
});

/** What was typed of the needs; what no list has is not among them. A half contact is one, and refused. */
export function needsIn(typed: TypedNeeds): NeedsInput {
  const [name, phone] = [typedText(typed.contactName, 200), typedText(typed.contactPhone, 40)];
  const language = typedText(typed.interpretationLanguage, 3);
  return {
    diets: chosen(Diet, typed.diets),
    diet: typedText(typed.diet, 1000),
    accessNeeds: chosen(AccessNeed, typed.accessNeeds),
    access: typedText(typed.access, 1000),
    interpretationLanguage: language && /^[a-z]{2,3}$/.test(language) ? language : null,
    emergencyContact: name || phone ? { name: name ?? '', phone: phone ?? '' } : null,
  };
}

/** OTHER is no box to tick: it is what is told in words. */
const chosen = <Choice extends string>(
  choices: Readonly<Record<string, Choice>>,
  sent: string | readonly string[] | undefined,
): Choice[] =>
  Object.values(choices).filter((choice) => choice !== 'OTHER' && [sent ?? []].flat().includes(choice));

/** The questions that every registration asks, each with why, what one agrees to, and how long the answer is kept. */
export function readyFieldForm(
  texts: readonly ReadyFieldTexts[],
  typed: TypedNeeds,
  { say, language }: { say: Say; language: Language },
): Html {
  const words = (key: string, values?: Record<string, string>) => say(`page.participation.${key}`, values);
  const why = (field: ReadyField, inputs: Html): Html | null => {
    const text = texts.find((one) => one.field === field);
    if (!text) return null;
    const { name, purpose, consentText, keptUntil } = text;
    return html`<fieldset class="choices" aria-describedby="why-${field}">
      <legend>${name}</legend>
      <p class="hint" id="why-${field}">
        ${purpose} ${consentText}
        ${keptUntil ? words('keptUntil', { day: dayInWords(keptUntil, language) }) : null}
      </p>
      ${inputs}
    </fieldset>`;
  };
  const boxes = (name: 'diets' | 'accessNeeds', choices: object, key: string) =>
    Object.keys(choices)
      .filter((choice) => choice !== 'OTHER')
      .map(
        (choice) =>
          html`<label class="choice"
            ><input
              type="checkbox"
              name="${name}"
              value="${choice}"
              ${[typed[name] ?? []].flat().includes(choice) ? html`checked` : null}
            /><span>${say(`${key}.${choice}`)}</span></label
          >`,
      );
  const inWords = (name: 'diet' | 'access') =>
    html`<div class="field">
      <label for="${name}">${words('inWords')}</label>
      <textarea id="${name}" name="${name}" maxlength="1000" rows="2">${typed[name] ?? ''}</textarea>
    </div>`;
  const line = (name: 'contactName' | 'contactPhone', type: 'text' | 'tel', most: number) =>
    html`<div class="field">
      <label for="${name}">${words(name)}</label>
      <input
        id="${name}"
        name="${name}"
        type="${type}"
        maxlength="${String(most)}"
        autocomplete="off"
        value="${typed[name] ?? ''}"
      />
    </div>`;
  return html`${why(ReadyField.DIET, html`${boxes('diets', Diet, 'diet')}${inWords('diet')}`)}
  ${why(ReadyField.ACCESS, html`${boxes('accessNeeds', AccessNeed, 'accessNeed')}${inWords('access')}`)}
  ${why(ReadyField.INTERPRETATION, languages(typed.interpretationLanguage ?? '', words, language))}
  ${why(
    ReadyField.EMERGENCY_CONTACT,
    html`${line('contactName', 'text', 200)}${line('contactPhone', 'tel', 40)}`,
  )}
  ${why(
    ReadyField.PHOTO,
    html`<label class="choice"
      ><input type="checkbox" name="photo" value="yes" ${typed.photo === 'yes' ? html`checked` : null} /><span
        >${words('photo')}</span
      ></label
    >`,
  )}`;
}

/** By their names in the reader's language; one that is kept stands among them, whichever it is. */
function languages(kept: string, words: (key: string) => string, language: Language): Html {
  const names = new Intl.DisplayNames([language], { type: 'language' });
  const codes = INTERPRETED.includes(kept) || kept === '' ? INTERPRETED : [kept, ...INTERPRETED];
  const named = codes
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .toSorted((a, b) => a.name.localeCompare(b.name, language));
  return html`<div class="field">
    <label for="interpretationLanguage">${words('language')}</label>
    <select id="interpretationLanguage" name="interpretationLanguage">
      <option value="">${words('noLanguage')}</option>
      ${named.map(
        ({ code, name }) =>
          html`<option value="${code}" ${code === kept ? html`selected` : null}>${name}</option>`,
      )}
    </select>
  </div>`;
}
