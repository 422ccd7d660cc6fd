import { FRESH_DELEGATES, LARGE_PROJECTS, OPEN_MEETINGS, PARTNERS_PER_PROJECT } from './data.js';
import {
  coordinatorNumber,
  freshDelegateNumber,
  idOf,
  meetingNumber,
  partnerNumber,
  sessionOf,
} from './data.js';

/** Something to ask, by whom. */
export interface Case {
  readonly project: number;
  /** Of who asks. */
  readonly session: string;
  readonly personId: string;
  readonly partnerId: string;
  readonly meetingId: string;
}

/** The two GraphQL documents of a work; both take the same variables and are to give the same answer. */
export interface Work {
  readonly name: 'Q1' | 'Q2' | 'Q3' | 'M1';
  readonly what: string;
  readonly tavola: string;
  readonly postgraphile: string;
  variables(of: Case): object;
  /** From the `data` of an answer, what is comparable. */
  readonly fromTavola: (data: never) => unknown;
  readonly fromPostgraphile: (data: never) => unknown;
}

const ITEM = `kind title startsAt endsAt startsAtLocal endsAtLocal place capacity`;
const FILE = `number fileName size type finishedAt`;

export const Q1: Work = {
  name: 'Q1',
  what: 'a meeting with its agenda: 60 items, 90 speakers, 40 presentations',
  tavola: `query ($id: ID!) { meeting(id: $id) { id title place startsOn endsOn hostPartner { name country { name } }
    agenda { release publishedAt items { id ${ITEM} speakers { id name } presentations { id ${FILE} } } } } }`,
  postgraphile: `query ($id: UUID!) { meeting: meetingByRowId(rowId: $id) { id: rowId title place startsOn endsOn
    hostPartner { name country { name } } agenda { release publishedAt
    items(orderBy: [STARTS_AT_ASC, ENDS_AT_ASC, ROW_ID_ASC]) { id: rowId ${ITEM} speakers: speakersList { id: personId name }
    presentations: presentationsList { id: rowId ${FILE} } } } } }`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  fromTavola: (data) => data,
  fromPostgraphile: (data) => data,
};

export const Q3: Work = {
  name: 'Q3',
  what: 'the first 50 registrations with person, partner and country',
  tavola: `query ($id: ID!) { meeting(id: $id) { registrations(first: 50) { nodes { id kind state registeredAt
    person { id name email } partner { name country { code name } } } pageInfo { hasNextPage } } } }`,
  postgraphile: `query ($id: UUID!) { meeting: meetingByRowId(rowId: $id) {
    registrations(first: 50, orderBy: [ROW_ID_ASC]) { nodes { id: rowId kind state registeredAt
    person { id: rowId name email } partner { name country { code name } } } pageInfo { hasNextPage } } } }`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  fromTavola: (data) => data,
  fromPostgraphile: (data) => data,
};

interface Figures {
  readonly people: number;
  readonly participations: number;
  readonly personDays: number;
  readonly signed: number;
}
interface Grouped {
  readonly project: {
    readonly attendance: {
      readonly rows: (Figures & { readonly key: { value: string | null; label: string | null }[] })[];
      readonly total: Figures;
    };
  };
}

export const Q2: Work = {
  name: 'Q2',
  what: 'attendance by partner and country of a project with 12 meetings and 5,000 records',
  tavola: `query ($slug: String!) { project(slug: $slug) { attendance(groupBy: [PARTNER, COUNTRY]) {
    rows { key { value label } people participations personDays signed }
    total { people participations personDays signed } } } }`,
  postgraphile: `query ($slug: String!) { rows: attendanceByPartnerAndCountryList(project: $slug) {
    partner partnerName country countryName people participations personDays signed } }`,
  variables: ({ project }) => ({ slug: `project-${project}` }),
  fromTavola: ({ project: { attendance } }: Grouped) => [
    ...attendance.rows.map(({ key: [partner, country], ...figures }) => ({
      partner: partner?.value,
      partnerName: partner?.label,
      country: country?.value,
      countryName: country?.label,
      ...figures,
    })),
    { partner: null, partnerName: null, country: null, countryName: null, ...attendance.total },
  ],
  fromPostgraphile: ({ rows }: { rows: unknown[] }) => rows,
};

export const M1: Work = {
  name: 'M1',
  what: 'a delegate registers: policy, lock, event, outbox',
  tavola: `mutation ($id: ID!) { register(input: { meetingId: $id }) {
    registration { state person { name } } userErrors { code } } }`,
  postgraphile: `mutation ($id: UUID!) { register(input: { meetingId: $id }) {
    registration: result { state person { name } } } }`,
  variables: ({ meetingId }) => ({ id: meetingId }),
  fromTavola: ({ register }: { register: { registration: unknown } }) => register.registration,
  fromPostgraphile: ({ register }: { register: { registration: unknown } }) => register.registration,
};

/** Coordinators of a hundred lead partners from everywhere in the data, each asking for what is of his own project. */
export function readers(work: Work, projects: number): Case[] {
  const among = work === Q2 ? LARGE_PROJECTS : projects;
  const asked = Math.min(among, 100);
  return Array.from({ length: asked }, (_, index) => {
    const project = 1 + Math.floor((index * among) / asked);
    const person = coordinatorNumber(project, 0);
    return {
      project,
      session: sessionOf(person),
      personId: idOf('person', person),
      partnerId: idOf('partner', partnerNumber(project, 0)),
      meetingId: idOf('meeting', meetingNumber(project, 1 + (index % 10))),
    };
  });
}

/**
 * Delegates who register, each for both open meetings; one after the other they are of different projects. Of none of the
 * large ones, which have as many records as Q2 says for as long as it is asked.
 */
export function* delegates(projects: number): Generator<Case, void> {
  for (const meeting of OPEN_MEETINGS)
    for (let index = 0; index < FRESH_DELEGATES; index += 1)
      for (let partner = 0; partner < PARTNERS_PER_PROJECT; partner += 1)
        for (let project = LARGE_PROJECTS + 1; project <= projects; project += 1) {
          const person = freshDelegateNumber(project, partner, index);
          yield {
            project,
            session: sessionOf(person),
            personId: idOf('person', person),
            partnerId: idOf('partner', partnerNumber(project, partner)),
            meetingId: idOf('meeting', meetingNumber(project, meeting)),
          };
        }
}

/** PostGraphile writes microseconds, Tavola writes what the database does. */
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.0+)?\+00:00$/;

export function comparable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(INSTANT, '$1Z');
  if (Array.isArray(value)) return value.map(comparable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, comparable(of)]));
}
