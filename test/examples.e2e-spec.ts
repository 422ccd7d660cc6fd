import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const FOLDER = new URL('../examples/', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.graphql'));

describe('the examples', () => {
  let tavola: Tavola;
  let lead: GraphqlClient;
  beforeAll(async () => {
    tavola = await Tavola.start({ demo: true });
    lead = await tavola.signedIn('coordinator@norrkoping.example');
  });
  afterAll(() => tavola.stop());

  it.each(files)('%s finds something in the project that a first start loads', async (name) => {
    const answer = await lead.ask(readFileSync(new URL(name, FOLDER), 'utf8'));
    const [found] = Object.values(answer as Record<string, object>);
    expect(found).toEqual(expect.any(Object));
  });
});
