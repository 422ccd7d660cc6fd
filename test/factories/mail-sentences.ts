/** A mail, as far as it is read. */
export interface Said {
  readonly subject: string;
  readonly text: string;
}

/** What people have written and what is called the same everywhere; `Ķ...` is written by nobody but tests. */
const WRITTEN =
  /\[\[[^\]]*\]\]\S*|Ķ\S*|EVOLAQ|Skövde kommun|Comune di Cervia|Norrköpings kommun|Daugavpils pilsētas dome|Final meeting|Recruiting volunteers/gu;

/** What one language has in common with another: links, names, times. */
const isSaid = (sentence: string): boolean => /\p{L}{2,} \p{L}{2,}/u.test(sentence);

/** What the mail says, sentence by sentence, but for what people have written. */
export const sentencesOf = ({ subject, text }: Said): string[] =>
  [subject, ...text.split('\n')]
    .flatMap((line) => line.split(/(?<=[.!?:;])\s+/))
    .map((sentence) => sentence.replaceAll(WRITTEN, '').trim())
    .filter(isSaid);

/** Sentences of a mail in another language that are those of the English one. */
export const leaksIn = (english: Said, mail: Said): string[] => {
  const said = new Set(sentencesOf(english));
  return sentencesOf(mail).filter((sentence) => said.has(sentence));
};

/** Whether a key of the catalogue, a variable or a missing value stands in it. */
export const isRaw = ({ subject, text }: Said): boolean =>
  /[{}]|\b(?:mail|page|error)\.[a-z]+|undefined|\bnull\b/i.test(subject + text);
