/**
 * A piece of SQL with what stands between its texts: values to be bound, or other pieces. Values never become text: only
 * what a developer wrote between the backticks does. Pieces nest, so a predicate can be handed round and placed into a
 * larger statement.
 */
export class Sql {
  constructor(
    readonly texts: readonly string[],
    readonly parts: readonly unknown[],
  ) {}
}

/** `sql\`t.id = ${id}::uuid\`` binds the id; a nested `Sql` is spliced in. */
export const sql = (texts: TemplateStringsArray, ...parts: unknown[]): Sql => new Sql(texts, parts);

/** Text from the source code, such as a table or an alias. Never from outside. */
export const raw = (text: string): Sql => new Sql([text], []);

/** A quoted identifier, such as the response key that a client chose. */
export const identifier = (name: string): Sql => raw(`"${name.replaceAll('"', '""')}"`);

/** The pieces with a separator between them. */
export const join = (pieces: readonly Sql[], separator: string): Sql =>
  new Sql(['', ...pieces.map((_, index) => (index < pieces.length - 1 ? separator : ''))], pieces);

/** What the driver takes. A list that occurs several times (the viewer's projects, say) is bound once. */
export function statement(piece: Sql): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const numbers = new Map<unknown, number>();
  const bound = (value: unknown): number => {
    const shared = Array.isArray(value) ? numbers.get(value) : undefined;
    const number = shared ?? values.push(value);
    if (Array.isArray(value)) numbers.set(value, number);
    return number;
  };
  let text = '';
  const write = ({ texts, parts }: Sql): void => {
    text += texts[0] ?? '';
    for (const [index, part] of parts.entries()) {
      if (part instanceof Sql) write(part);
      else text += `$${bound(part)}`;
      text += texts[index + 1] ?? '';
    }
  };
  write(piece);
  return { text, values };
}
