import type { FastifyRequest } from 'fastify';
import type { Viewer } from '../access/viewer.js';

/** What is found out about a request on its way, for its line in the log. */
export interface RequestNotes {
  viewer: Viewer | null;
  operation: 'query' | 'mutation' | 'subscription' | null;
  /** Root fields, by their names in the schema. */
  fields: readonly string[];
  /** Of everything that was answered as an error, also as one of `userErrors`. */
  readonly codes: string[];
}

const notes = new WeakMap<FastifyRequest, RequestNotes>();

export function notesOf(request: FastifyRequest): RequestNotes {
  const known = notes.get(request) ?? { viewer: null, operation: null, fields: [], codes: [] };
  notes.set(request, known);
  return known;
}
