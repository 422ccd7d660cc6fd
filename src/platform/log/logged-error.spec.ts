import { describe, expect, it } from '@jest/globals';
import { loggedError } from './logged-error.js';

const messageOf = (message: string, more: object = {}): string =>
  loggedError(Object.assign(new Error(message), more)).message;

describe('an error in the log', () => {
  it('says where it happened, and nothing that somebody wrote', () => {
    const error = new TypeError('Cannot read "Anna Ek" of undefined');
    const { type, message, stack } = loggedError(error);
    expect([type, message]).toEqual(['TypeError', 'Cannot read "…" of undefined']);
    expect(stack[0]).toContain('logged-error.spec');
    expect(stack.join()).not.toContain('Anna');
  });

  it('keeps nothing of a text that is no JSON, quotes within it included', () => {
    let error: unknown;
    try {
      JSON.parse('{"name": "Anna Ek", email: anna@skovde.example}');
    } catch (cause) {
      error = cause;
    }
    expect(JSON.stringify(loggedError(error))).not.toMatch(/Anna|skovde/);
    expect(messageOf(`Unexpected token 'A', "{"a": Anna "b"}" is not valid JSON`)).not.toMatch(/Anna/);
  });

  it('keeps names of the schema that the database quotes, but no value', () => {
    const violation = {
      severity: 'ERROR',
      code: '23505',
      constraint: 'person_email_unique',
      table: 'person',
      detail: 'Key (email)=(anna@skovde.example) already exists.',
    };
    const message = 'duplicate key value violates unique constraint "person_email_unique"';
    const { stack, ...told } = loggedError(Object.assign(new Error(message), violation));
    expect(stack.length).toBeGreaterThan(0);
    expect(told).toEqual({
      type: 'Error',
      message,
      code: '23505',
      constraint: 'person_email_unique',
      table: 'person',
    });
    const value = 'invalid input syntax for type uuid: "Anna Ek"';
    expect(messageOf(value, { severity: 'ERROR', code: '22P02' })).toBe(
      'invalid input syntax for type uuid: "…"',
    );
  });

  it('cuts out addresses, whoever names them', () => {
    expect(messageOf("Can't send mail: 550 <anna.ek+x@skovde.example>: no such user")).toBe(
      "Can't send mail: 550 <…@…>: no such user",
    );
    expect(messageOf('no mailbox anna@skovde.example', { severity: 'ERROR', code: 'P0001' })).toBe(
      'no mailbox …@…',
    );
  });

  it('bears what is thrown without being an error', () => {
    expect(loggedError('anna@skovde.example')).toEqual({ type: 'string', message: '', stack: [] });
  });
});
