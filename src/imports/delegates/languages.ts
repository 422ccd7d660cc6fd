import { LANGUAGES, type Language } from '../../platform/access/viewer.js';

const bare = (word: string): string => word.normalize('NFC').toLowerCase().trim();

/** Codes, and what each language is called in each: sv, Swedish, svenska, schwedisch. Names as CLDR has them. */
const BY_WORD = new Map<string, Language>(
  LANGUAGES.flatMap((language) => [
    [language, language] as const,
    ...LANGUAGES.map((speaker) => {
      const name = new Intl.DisplayNames([speaker], { type: 'language' }).of(language) as string;
      return [bare(name), language] as const;
    }),
  ]),
);

/** The language of mails that a word means; undefined: none that there are mails in. */
export const languageIn = (word: string): Language | undefined => BY_WORD.get(bare(word));
