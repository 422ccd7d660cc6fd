import type { World } from './world.js';

/** A root field with its arguments, and the row that it names. */
export interface Root {
  readonly field: string;
  readonly call: string;
  readonly type: string;
  /** Keys of the rows that there are, whoever asks. */
  readonly keys: readonly string[];
  readonly isList: boolean;
  /** Whether all is asked that can be reached from there; else the row itself, and what stands right behind it. */
  readonly isDeep: boolean;
}

const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';

/** One of each kind is asked for all that can be reached from it; of the others there would be more of the same. */
const DEEP = Object.entries({
  Meeting: ['open', 'draft', 'closed', 'other'],
  Registration: ['delegate', 'formerDelegate', 'guest', 'other'],
  TravelLeg: ['delegate', 'other'],
  MaterialRequest: ['skovde', 'draft', 'other'],
  Presentation: ['done', 'open', 'other'],
  Outcome: ['meeting', 'formerAction', 'draft', 'other'],
  DatePoll: ['asked', 'polled', 'other'],
}).flatMap(([type, names]) => names.map((name) => `${type} ${name}`));

/** Every root field, for each object that it can name and for one that there is not. */
export function rootsOf({ objects }: World): Root[] {
  const roots: Root[] = [
    { field: 'viewer', call: 'viewer', type: 'Viewer', keys: [], isList: false, isDeep: true },
    {
      field: 'projects',
      call: 'projects',
      type: 'Project',
      keys: Object.values(objects['Project'] ?? {}).map((id) => `Project:${id}`),
      isList: true,
      isDeep: true,
    },
    {
      field: 'project',
      call: 'project(slug: "none")',
      type: 'Project',
      keys: [],
      isList: false,
      isDeep: true,
    },
  ];
  for (const [slug, id] of Object.entries(objects['Project'] ?? {}))
    roots.push({
      field: 'project',
      call: `project(slug: "${slug}")`,
      type: 'Project',
      keys: [`Project:${id}`],
      isList: false,
      isDeep: true,
    });
  for (const slug of ['open', 'draft', 'other']) {
    const id = objects['Meeting']?.[slug];
    const call = `meeting(project: "${slug === 'other' ? 'other' : 'evolaq'}", slug: "${slug}")`;
    roots.push({
      field: 'meeting',
      call,
      type: 'Meeting',
      keys: [`Meeting:${id}`],
      isList: false,
      isDeep: true,
    });
  }
  for (const [slug, id] of [...Object.entries(objects['Meeting'] ?? {}), ['none', NOBODYS_ID] as const])
    roots.push({
      field: 'publicAgenda',
      call: `publicAgenda(project: "${slug === 'other' ? 'other' : 'evolaq'}", meeting: "${slug}")`,
      type: 'PublicAgenda',
      keys: id === NOBODYS_ID ? [] : [`PublicAgenda:${id}`],
      isList: false,
      isDeep: true,
    });
  for (const type of [
    'Meeting',
    'Person',
    'AgendaImport',
    'DelegateImport',
    'Registration',
    'TravelLeg',
    'MaterialRequest',
    'Presentation',
    'Outcome',
    'DatePoll',
  ]) {
    const field = type.charAt(0).toLowerCase() + type.slice(1);
    for (const [name, id] of [...Object.entries(objects[type] ?? {}), ['nothing', NOBODYS_ID] as const])
      roots.push({
        field,
        call: `${field}(id: "${id}")`,
        type,
        keys: id === NOBODYS_ID ? [] : [`${type}:${id}`],
        isList: false,
        isDeep: DEEP.includes(`${type} ${name}`),
      });
  }
  return roots;
}
