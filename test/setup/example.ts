import { readFileSync, readdirSync } from 'node:fs';

const FOLDER = new URL('../../examples/', import.meta.url);

/** Names of the files of examples, in their order. */
export const EXAMPLES = readdirSync(FOLDER).filter((name) => name.endsWith('.graphql'));

/** The document of one, by the name of its file. */
export const example = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');
