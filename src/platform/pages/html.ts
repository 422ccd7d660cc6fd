/** Markup that is safe to send. Everything that is not `Html` is text and gets escaped by {@link html}. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

export type HtmlValue = Html | string | number | false | null | undefined | readonly HtmlValue[];

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(render).join('');
  return String(value).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}

/**
 * Builds markup and escapes what is put into it: strings and numbers as text, nested `Html` as it is, arrays
 * joined, `null`, `undefined` and `false` as nothing.
 *
 * Escaping holds for text and for attribute values **in quotes**. It does not judge addresses: whoever puts a
 * foreign URL into `href` checks its scheme first.
 */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return new Html(strings.reduce((markup, text, i) => markup + render(values[i - 1]) + text));
}
