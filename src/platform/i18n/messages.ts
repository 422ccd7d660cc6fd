import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGES, type Language } from '../access/viewer.js';

type Values = Readonly<Record<string, string | number>>;

/** The sentences of the server in seven languages: ICU messages in `locales/`, shared with the web app. */
@Injectable()
export class Messages {
  /** The sentence in that language. A key without a message is a programming error. */
  say(language: Language, key: string, values: Values = {}): string {
    const format = FORMATS.get(language)?.get(key);
    if (!format) throw new Error(`No message ${key} in ${language}`);
    return format.format(values) as string;
  }
}

function formatsOf(language: Language): Map<string, IntlMessageFormat> {
  const catalogue = JSON.parse(readFileSync(join(localesDir(), `${language}.json`), 'utf8')) as Record<
    string,
    string
  >;
  return new Map(
    Object.entries(catalogue).map(([key, text]) => [key, new IntlMessageFormat(text, language)]),
  );
}

/** `locales/` stands at the top of the project, above both the sources and what is built from them. */
function localesDir(folder = import.meta.dirname): string {
  const candidate = join(folder, 'locales');
  return existsSync(join(candidate, 'en.json')) ? candidate : localesDir(dirname(folder));
}

/** Read once in a process. */
const FORMATS = new Map(LANGUAGES.map((language) => [language, formatsOf(language)]));
