import { expect, it } from '@jest/globals';
import { type DocumentNode, parse } from 'graphql';
import { KeptDocuments } from './kept-documents.js';

/** As long as this, almost all of it a comment. */
const documentOf = (characters: number): DocumentNode => parse(`{ a }#${'x'.repeat(characters - 6)}`);

it('keeps what was asked for last, and no more than so many characters', async () => {
  const kept = new KeptDocuments();
  for (const name of ['first', 'second', 'third', 'fourth']) await kept.set(name, documentOf(100_000));
  await kept.get('first');
  await kept.set('fifth', documentOf(100_000));
  const names = ['first', 'second', 'third', 'fourth', 'fifth'];
  const found = await Promise.all(names.map(async (name) => ((await kept.get(name)) ? name : null)));
  expect(found).toEqual(['first', null, 'third', 'fourth', 'fifth']);
});

it('keeps nothing that is longer than all may be', async () => {
  const kept = new KeptDocuments();
  await kept.set('endless', documentOf(400_001));
  expect(await kept.get('endless')).toBeUndefined();
});
