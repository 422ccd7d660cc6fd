import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SOURCES = new URL('../src/', import.meta.url).pathname;
/** A statement of one's own, in SQL or by TypeORM's builder. */
const STATEMENT = /\bgetRepository\(|\bcreateQueryBuilder\(|\.query(<[^(]*>)?\(/;

/** Where statements stand besides services and read models, and why; a folder ends with a slash. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'platform/': 'what services and read models stand on: it knows no feature',
  'backup/': 'copies whole tables, as their owner',
  'doctor/': 'tells the administrator of tables as such',
  'seed/': 'writes what the example was before Tavola',
  'database.ts': 'asks whether somebody else uses the database',
  'viewers/viewers.ts': 'finds out who asks, before anything is read as somebody',
  'agenda/draft.ts': 'the version and the lines of a draft that its services hold',
  'agenda/old-release.ts': 'a part of the service of releases, in its transaction',
  'notifications/most-a-day.ts': 'counts the mails that somebody was sent, for the notifier',
  'notifications/scheduled-mails.ts': 'a job that claims what is due; each mail is read as its recipient',
  'notifications/notice.ts': 'finds ids of those who hear; what they are told is read as each of them',
  'accounts/known-person.ts': 'an insert, for services and the command line',
  'imports/import-uploads.ts': 'the service of the bytes of imports, called by routes and not by GraphQL',
  'presentations/presentation-uploads.ts': 'the service of upload rows, called by routes and not by GraphQL',
  'activities/waiting-list.ts': 'a part of the services of places, in their transactions',
  'activities/held-registration.ts': 'likewise',
  'activities/offer-deadlines.ts': 'a job that ends what is due; the mail is read as its recipient',
  'registrations/calendar-reply.ts': 'a part of the service of answers, in its transaction',
  'registrations/new-registration.ts': 'a part of the services of registrations, in their transactions',
  'registrations/locked-registration.ts': 'likewise',
  'registrations/forms/save-form-answers.ts': 'likewise',
  'registrations/needs/save-needs.ts': 'likewise',
  'registrations/needs/needs-retention.ts': 'a job that empties what is kept no longer',
  'speakers/speakers-on-agenda.ts': 'follows releases, in the transactions of their service',
  'polls/date-poll-reminders.ts': 'a job that claims what is due; the mail is read as its recipient',
  'polls/progress.ts': 'a part of the services of polls, in their transactions',
  'presentations/material-reminders.ts': 'a job that claims what is due; the mail is read as its recipient',
};
const OF_SERVICES_AND_READS = /\.(service|read)\.ts$/;

const isIn = (path: string, place: string): boolean =>
  place.endsWith('/') ? path.startsWith(place) : path === place;

/** Every other exit reads through the Reader, as a viewer, so that no permission can be forgotten. */
describe('statements of one’s own', () => {
  it('stand in services, in read models, and where it is written why', async () => {
    const paths = (await readdir(SOURCES, { recursive: true })).filter(
      (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !OF_SERVICES_AND_READS.test(path),
    );
    const stating: string[] = [];
    for (const path of paths)
      if (STATEMENT.test(await readFile(join(SOURCES, path), 'utf8'))) stating.push(path);
    const places = Object.keys(ELSEWHERE);
    expect(stating.filter((path) => !places.some((place) => isIn(path, place)))).toEqual([]);
    expect(places.filter((place) => !stating.some((path) => isIn(path, place)))).toEqual([]);
  });

  it.each([
    'await manager.query(TEXT)',
    'dataSource.query<{ id: string }[]>(TEXT)',
    'dataSource.getRepository(Meeting)',
    'manager.createQueryBuilder(Meeting, "m")',
  ])('are known by their looks: %s', (line) => {
    expect(line).toMatch(STATEMENT);
  });
});
