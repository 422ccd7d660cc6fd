import type { Attempt, Attempts } from './attempt.js';

interface Making {
  readonly input: (type: string, name: string, key: string, more: object) => Attempt;
  readonly each: (prefix: string, names: string[], more: (name: string) => object) => Record<string, Attempt>;
  readonly draftVersion: (meeting: string) => number;
  readonly partner: (slug: string) => object;
}

/** Of agendas and people from files. */
export function importAttempts({ input, each, draftVersion, partner }: Making): Attempts {
  const list = (meeting: string, more: object = {}) =>
    input('Meeting', meeting, 'meetingId', { fileName: 'people.csv', size: 9, ...more });
  return {
    requestAgendaImport: each('for', ['open', 'draft', 'closed', 'other'], () => ({
      fileName: 'agenda.csv',
      size: 9,
    })),
    acceptAgendaImport: Object.fromEntries(
      Object.entries({ checked: 'open', ofDraft: 'draft', opened: 'open', other: 'other' }).map(
        ([name, meeting]) => {
          const accepted = { draftVersion: draftVersion(meeting), acceptWarnings: true, addToDraft: true };
          return [name, input('AgendaImport', name, 'id', accepted)];
        },
      ),
    ),
    requestDelegateImport: {
      'for skovde': list('open', partner('skovde')),
      'for all': list('open'),
      'for skovde to draft': list('draft', partner('skovde')),
      'for turku': list('other', partner('turku')),
    },
    acceptDelegateImport: Object.fromEntries(
      ['checked', 'opened', 'ofAll', 'other'].map((name) => [
        name,
        input('DelegateImport', name, 'id', { acceptWarnings: true }),
      ]),
    ),
  };
}
