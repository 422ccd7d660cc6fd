import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './served.js';

/** A mistake that somebody could make in a policy or a read model: this text of the built application is another one. */
export interface Fault {
  readonly name: string;
  /** Below `dist/src`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const MEETING = 'meetings/meeting.policy.js';
const REGISTRATION = 'registrations/registration.policy.js';
const PROJECT = 'projects/project.policy.js';
const EMAIL = 'notifications/email.policy.js';
const TRAVEL = 'travel/travel.policy.js';
const POLL = 'polls/date-poll.policy.js';
const VIEWERS = 'viewers/viewers.js';

/** The first four are found soonest: the quick proof puts in no more. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'a draft meeting is seen by all of the project',
    file: MEETING,
    from: 'and (${meeting}.announced or ${organises(viewer, meeting)})',
    to: '',
  },
  {
    name: 'an upload is open to whoever is of the partner',
    file: 'presentations/presentation-uploads.js',
    from: '{ id, uploadedById: viewer.personId }',
    to: '{ id }',
  },
  {
    name: 'a disabled person goes on',
    file: VIEWERS,
    from: 'and p.disabled_at is null',
    to: '',
  },
  {
    name: 'a revoked token goes on',
    file: VIEWERS,
    from: 'and revoked_at is null',
    to: '',
  },
  {
    name: 'totalCount counts what is hidden',
    file: 'platform/read/connection.js',
    from: 'where ${where(all)})',
    to: 'where ${field.on(context.t, all, context)})',
  },
  {
    name: 'versions that are not done are seen by all',
    file: 'presentations/presentation.policy.js',
    from: "${row}.state = 'DONE' or",
    to: 'true or',
  },
  {
    name: 'a draft meeting can be acted on by all of the project',
    file: MEETING,
    from: '&& (meeting.announced || canOrganise(viewer, meeting))',
    to: '',
  },
  {
    name: 'what changes in a draft is told to all of the project',
    file: 'agenda/agenda.read.js',
    from: '(${t}.since is not null and ${t}.until is not null or ${organises(viewer, t)})',
    to: 'true',
  },
  {
    name: 'a delegate of the host organises',
    file: MEETING,
    from: '|| viewer.coordinates.includes(hostPartnerId)',
    to: '|| viewer.partners.includes(hostPartnerId)',
  },
  {
    name: 'who works at one desk works at every desk',
    file: MEETING,
    from: 'viewer.desks.includes(meeting.id)',
    to: 'viewer.desks.length > 0',
  },
  {
    name: 'all of the project lead it',
    file: PROJECT,
    from: 'viewer.leads.includes(projectId)',
    to: 'viewer.projects.includes(projectId)',
  },
  {
    name: 'a delegate acts for his partner',
    file: PROJECT,
    from: 'viewer.coordinates.includes(partner.id)',
    to: 'viewer.partners.includes(partner.id)',
  },
  {
    name: 'a membership that has ended is seen',
    file: PROJECT,
    from: '${membership}.ended_at is null and',
    to: '',
  },
  {
    name: 'a membership that has ended gives access',
    file: VIEWERS,
    from: 'm.person_id = p.id and m.ended_at is null',
    to: 'm.person_id = p.id',
  },
  {
    name: 'a delegate sees the registrations of his partner',
    file: REGISTRATION,
    from: '${registration}.partner_id = any(${viewer.coordinates}::uuid[])\n    or ${registration}.meeting_id',
    to: '${registration}.partner_id = any(${viewer.partners}::uuid[])\n    or ${registration}.meeting_id',
  },
  {
    name: 'the desk of one meeting sees the registrations of all',
    file: REGISTRATION,
    from: '${registration}.meeting_id = any(${viewer.desks}::uuid[])',
    to: 'cardinality(${viewer.desks}::uuid[]) > 0',
  },
  {
    name: 'a coordinator reads what his delegates need',
    file: REGISTRATION,
    from: 'sql `(${isHis(viewer, registration)} or ${ofMeeting(registration, (meeting) => organises(viewer, meeting))})`',
    to: 'seesPersonal(viewer, registration)',
  },
  {
    name: 'addresses are shown to all of the project',
    file: PROJECT,
    from: 'or m.project_id = any(${viewer.leads}::uuid[])',
    to: 'or m.project_id = any(${viewer.projects}::uuid[])',
  },
  {
    name: 'the draft agenda is seen by all',
    file: 'agenda/agenda.read.js',
    from: 'and (${t}.release_id is not null or ${organises(viewer, t)})',
    to: '',
  },
  {
    name: 'places are seen by all',
    file: 'activities/sign-up.read.js',
    from: 'and ${seesRegistration(viewer, sql `sr`)}',
    to: '',
  },
  {
    name: 'attendance is corrected by whoever sees it',
    file: 'attendance/attendance.service.js',
    from: 'const canCorrect = (viewer, { meeting }) => canWorkAtDesk(viewer, meeting)',
    to: 'const canCorrect = () => true',
  },
  {
    name: 'outcomes of a draft meeting are seen by all',
    file: 'outcomes/outcome.policy.js',
    from: 'and (${outcome}.meeting_id is null or ${ofMeeting(outcome, (meeting) => sees(viewer, meeting))})',
    to: '',
  },
  {
    name: 'a token without WRITE changes things',
    file: 'platform/access/signed-in.guard.js',
    from: 'isMutation ? ApiScope.WRITE : ApiScope.READ',
    to: 'ApiScope.READ',
  },
  {
    name: 'a token without READ_PERSONAL reads what is personal',
    file: 'platform/read/read-model.js',
    from: '&& !hasScope(viewer, ApiScope.READ_PERSONAL)',
    to: '&& false',
  },
  {
    name: 'a registration that is hidden answers otherwise than one that is not there',
    file: 'registrations/locked-registration.js',
    from: 'if (!canSeeRegistration(viewer, registration, meeting))',
    to: 'if (false)',
  },
  {
    name: 'a date poll is seen by all of the project',
    file: POLL,
    from: 'and (${organises(viewer, poll)}\n    or ${poll}.project_id = any(${viewer.audits}::uuid[])',
    to: 'and (true or ${poll}.project_id = any(${viewer.audits}::uuid[])',
  },
  {
    name: 'a delegate reads what others of his partner say of dates',
    file: POLL,
    from: 'or ${invitee}.partner_id = any(${viewer.coordinates}::uuid[])',
    to: 'or ${invitee}.partner_id = any(${viewer.partners}::uuid[])',
  },
  {
    name: 'a delegate answers for others of his partner',
    file: POLL,
    from: 'viewer.coordinates.includes(partnerId)',
    to: 'viewer.partners.includes(partnerId)',
  },
  {
    name: 'a delegate reads how others of his partner travel',
    file: TRAVEL,
    from: 'hr.partner_id = any(${viewer.coordinates}::uuid[])',
    to: 'hr.partner_id = any(${viewer.partners}::uuid[])',
  },
  {
    name: 'who works at one desk reads how people travel to every meeting',
    file: TRAVEL,
    from: '${row}.meeting_id = any(${viewer.desks}::uuid[])',
    to: 'cardinality(${viewer.desks}::uuid[]) > 0',
  },
  {
    name: 'an auditor may try out the ids of legs',
    file: TRAVEL,
    from: 'canAnswerFor(viewer, registration, meeting) || canWorkAtDesk(viewer, meeting)',
    to: 'true',
  },
  {
    name: 'mails in trouble are seen by all of the project',
    file: EMAIL,
    from: 'and m.partner_id = any(${viewer.coordinates}::uuid[])',
    to: '',
  },
  {
    name: 'whoever coordinates its recipient decides about a mail',
    file: 'notifications/mails.service.js',
    from: 'ensure(may, field);',
    to: '',
  },
  {
    name: 'what a mail says is shown to whoever sees that there is one',
    file: 'notifications/email.read.js',
    from: ', managesMail)',
    to: ')',
  },
  {
    name: 'an agenda that is kept in the project is public',
    file: 'publication/publication.policy.js',
    from: 'and ${meeting}.agenda_is_public',
    to: '',
  },
  {
    name: 'search finds what is hidden',
    file: 'search/search.read.js',
    from: 'and ${seenBy(viewer, model, t)}',
    to: '',
  },
  {
    name: 'search tells who is in a project to whoever may not know why',
    file: 'search/searched.js',
    from: 'and ${seenBy(viewer, RegistrationRead, sql `sr`)}',
    to: '',
  },
  {
    name: 'the subject of a mail tells of a draft meeting',
    file: EMAIL,
    from: '${sees(viewer, sql `om`)}',
    to: 'true',
  },
];

/** A copy of the built application into which faults are put, one after the other. */
export class FaultyCopy {
  private constructor(
    private readonly folder: string,
    readonly dist: string,
  ) {}

  static async make(): Promise<FaultyCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'tavola-fault-'));
    const dist = join(folder, 'dist');
    for (const part of ['src', 'migrations'])
      await cp(join(ROOT, 'dist', part), join(dist, part), { recursive: true });
    for (const beside of ['node_modules', 'locales', 'package.json'])
      await symlink(join(ROOT, beside), join(folder, beside));
    return new FaultyCopy(folder, dist);
  }

  /** With this fault, for as long as that runs. @throws Error where the text to replace is not there just once */
  async having<Answer>({ name, file, from, to }: Fault, run: () => Promise<Answer>): Promise<Answer> {
    const path = join(this.dist, 'src', file);
    const right = await readFile(path, 'utf8');
    const times = right.split(from).length - 1;
    if (times !== 1) throw new Error(`${name}: ${file} says it ${times} times`);
    await writeFile(
      path,
      right.replace(from, () => to),
    );
    try {
      return await run();
    } finally {
      await writeFile(path, right);
    }
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
