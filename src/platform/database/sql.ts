/**
 * A piece of SQL with its bound values. Values never become text: only what a developer wrote between the
 * backticks does. Pieces nest, so a predicate can be handed round and placed into a larger statement.
 */
export class Sql {
  constructor(
    readonly texts: readonly string[],
    readonly values: readonly unknown[],
  ) {}
}

/** `sql\`t.id = ${id}::uuid\`` binds the id; a nested `Sql` is spliced in. */
export function sql(strings: TemplateStringsArray, ...parts: unknown[]): Sql {
  const texts: string[] = [strings[0] ?? ''];
  const values: unknown[] = [];
  parts.forEach((part, index) => {
    const inner = part instanceof Sql ? part : new Sql(['', ''], [part]);
    append(texts, values, inner);
    texts[texts.length - 1] += strings[index + 1] ?? '';
  });
  return new Sql(texts, values);
}

/** Text from the source code, such as a table or an alias. Never from outside. */
export const raw = (text: string): Sql => new Sql([text], []);

/** A quoted identifier, such as the response key that a client chose. */
export const identifier = (name: string): Sql => raw(`"${name.replaceAll('"', '""')}"`);

/** The pieces with a separator between them. */
export function join(pieces: readonly Sql[], separator: string): Sql {
  const texts: string[] = [''];
  const values: unknown[] = [];
  pieces.forEach((piece, index) => {
    if (index > 0) texts[texts.length - 1] += separator;
    append(texts, values, piece);
  });
  return new Sql(texts, values);
}

/** What the driver takes. A list that occurs several times (the viewer's projects, say) is bound once. */
export function statement(piece: Sql): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const numbers = new Map<unknown, number>();
  let text = piece.texts[0] ?? '';
  piece.values.forEach((value, index) => {
    const shared = Array.isArray(value) ? numbers.get(value) : undefined;
    const number = shared ?? values.push(value);
    if (Array.isArray(value)) numbers.set(value, number);
    text += `$${number}${piece.texts[index + 1] ?? ''}`;
  });
  return { text, values };
}

function append(texts: string[], values: unknown[], piece: Sql): void {
  texts[texts.length - 1] += piece.texts[0] ?? '';
  texts.push(...piece.texts.slice(1));
  values.push(...piece.values);
}
