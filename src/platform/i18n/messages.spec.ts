import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGES } from '../access/viewer.js';
import { Messages } from './messages.js';

type Catalogue = Readonly<Record<string, string>>;
type Ast = ReturnType<IntlMessageFormat['getAst']>;

const TRANSLATIONS = ['sv', 'it', 'de', 'lv', 'hr', 'fi'] as const;

/** Messages that read the same in every language. */
const SAME_AS_ENGLISH = ['page.home'];

/** In the syntax tree of a message, plain text and the # of a plural: the two elements without a variable. */
const LITERAL = 0;
const POUND = 7;

const english = catalogueOf('en');
const keys = Object.keys(english);

describe('the messages', () => {
  it('exist in every language of the application', () => {
    expect([...LANGUAGES].toSorted()).toEqual(['en', ...TRANSLATIONS].toSorted());
  });

  it.each(TRANSLATIONS)('have the keys of the English ones in %s, in their order', (language) => {
    expect(Object.keys(catalogueOf(language))).toEqual(keys);
  });

  it.each(TRANSLATIONS)('have the variables of the English ones in %s', (language) => {
    expect(variablesByKey(language)).toEqual(variablesByKey('en'));
  });

  it.each(TRANSLATIONS)('parse and format in %s', (language) => {
    const messages = new Messages();
    const variables = variablesByKey(language);
    for (const key of keys) {
      const values = Object.fromEntries((variables[key] ?? []).map((name) => [name, 7]));
      const text = messages.say(language, key, values);
      expect([key, text]).toEqual([key, expect.stringMatching(/^[^{}]+$/)]);
    }
  });

  it.each(TRANSLATIONS)('differ from the English ones in %s', (language) => {
    const translated = catalogueOf(language);
    expect(keys.filter((key) => translated[key] === english[key])).toEqual(SAME_AS_ENGLISH);
  });

  it.each(TRANSLATIONS)('have no straight apostrophe, which would quote ICU syntax, in %s', (language) => {
    expect(Object.entries(catalogueOf(language)).filter(([, text]) => text.includes("'"))).toEqual([]);
  });
});

function catalogueOf(language: string): Catalogue {
  const file = join(import.meta.dirname, '../../../locales', `${language}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
}

function variablesByKey(language: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(catalogueOf(language)).map(([key, text]) => [
      key,
      [...new Set(variablesOf(new IntlMessageFormat(text, language).getAst()))].toSorted(),
    ]),
  );
}

/** The variables and tags of a message, those inside plurals, selects and tags included. */
function variablesOf(ast: Ast): string[] {
  return ast.flatMap((element) => {
    const type: number = element.type;
    if (type === LITERAL || type === POUND || !('value' in element)) return [];
    const options = 'options' in element ? Object.values(element.options) : [];
    const children = 'children' in element ? element.children : [];
    return [
      element.value,
      ...options.flatMap((option) => variablesOf(option.value)),
      ...variablesOf(children),
    ];
  });
}
