import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import { MOST_TOKENS, documentLimits, knownOperations } from './document-limits.js';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const times = (count: number, piece: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => piece(index)).join(' ');

const errorsOf = (text: string, rules = [...specifiedRules, documentLimits]) =>
  validate(schema, parse(text), rules).map(({ message, extensions }) => [extensions['code'], message]);

describe('limits of documents', () => {
  it('refuse subscriptions, which graphql-js alone takes, and nothing else', () => {
    const message = 'There are queries and mutations, and no subscriptions: /live tells of changes.';
    const rules = [...specifiedRules, knownOperations];
    const documents = ['subscription { __typename }', 'mutation { __typename }', '{ __typename }'];
    expect(documents.map((text) => errorsOf(text, rules))).toEqual([[[undefined, message]], [], []]);
    expect(errorsOf('subscription { __typename }', [...specifiedRules])).toEqual([]);
  });

  it.each([
    ['many aliases', `{ ${times(31, (n) => `a${n}: __typename`)} }`, 'A document has at most 30 aliases.'],
    [
      'many aliases in a fragment',
      `{ viewer { ...f } } fragment f on Viewer { ${times(31, (n) => `a${n}: name`)} }`,
      'A document has at most 30 aliases.',
    ],
    [
      'what computes much, many times',
      `{ ${times(4, (n) => `a${n}: search(project: "evolaq", text: "word") { id }`)} }`,
      'A document has at most 3 fields search.',
    ],
    [
      'many directives',
      `{ ${times(21, (n) => `a${n}: __typename @include(if: true)`)} }`,
      'A document has at most 20 directives.',
    ],
    [
      'a field over and over',
      `{ viewer { ${times(6, () => 'name')} } }`,
      'A selection asks for name at most 5 times.',
    ],
    [
      'a fragment over and over',
      `{ viewer { ${times(6, () => '...f')} } } fragment f on Viewer { name }`,
      'A selection asks for f at most 5 times.',
    ],
    [
      'many public agendas',
      `{ ${times(4, (n) => `a${n}: publicAgenda(project: "evolaq", meeting: "cervia") { id }`)} }`,
      'A document has at most 3 fields publicAgenda.',
    ],
    [
      'many public agendas in fragments',
      `{ ...a ...b } ${['a', 'b']
        .map(
          (name) =>
            `fragment ${name} on Query { ${times(2, (n) => `${name}${n}: publicAgenda(project: "x", meeting: "y") { id }`)} }`,
        )
        .join(' ')}`,
      'A document has at most 3 fields publicAgenda.',
    ],
  ])('refuse %s, which graphql-js alone takes', (_, text, message) => {
    expect(errorsOf(text)).toEqual([['QUERY_TOO_LARGE', message]]);
    expect(errorsOf(text, [...specifiedRules])).toEqual([]);
  });

  it('let through what people ask', () => {
    const honest = readdirSync('examples').map((name) => readFileSync(`examples/${name}`, 'utf8'));
    const introspection = getIntrospectionQuery({ descriptions: true, schemaDescription: true, oneOf: true });
    for (const text of [...honest, introspection]) {
      expect(errorsOf(text)).toEqual([]);
      expect(() => parse(text, { maxTokens: MOST_TOKENS / 2 })).not.toThrow();
    }
  });
});
