import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { anonymous } from '../../../src/platform/access/viewer.js';
import { record } from '../../../src/platform/events/record.js';
import { LastingAccess } from '../../../src/platform/live/lasting-access.js';
import { SystemClock } from '../../../src/platform/time/clock.js';
import { Viewers } from '../../../src/viewers/viewers.js';
import { type Partnership, openMeeting } from '../../factories/partnership.js';
import { LiveReader } from '../../setup/live-reader.js';
import { patched } from '../../setup/patched.js';
import type { Tavola } from '../../setup/tavola.js';
import { until } from '../../setup/until.js';
import type { Findings } from '../proof.js';
import { WITHIN_MS, newMember } from './members.js';

const INVITE = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) {
  membership { id } userErrors { message } } }`;
const END = `mutation ($id: ID!) { endMembership(id: $id) { userErrors { code } } }`;
/** The look that a stream begins with answers so late: after the one for the end of the role. */
const LATE_MS = 400;

interface Stage {
  readonly tavola: Tavola;
  readonly dataSource: DataSource;
  readonly of: Partnership;
}

/** Who organises a meeting no more, and stays in the project, keeps his stream and hears less on it. */
export async function reduced(findings: Findings, stage: Stage): Promise<void> {
  const meetingId = await openMeeting(stage.of, { number: 8, slug: 'reduced' });
  const heard = () => heardAfterwards(stage, meetingId);
  const now = await heard();
  findings.promise(
    'who stays a delegate and organises no more hears no more than that within 1 s, also when an older look answers last',
    now.join(', '),
    now.join() === 'outcome.recorded',
  );
  const sideBySide = await patched(
    LastingAccess.prototype,
    'check',
    (original) =>
      function (this: LastingAccess, ...[one]: [object]) {
        Reflect.deleteProperty(one, 'look');
        return original.apply(this, [one] as never[]);
      },
    heard,
  );
  findings.control(
    'of looks side by side the older one gives it back to him',
    sideBySide.join(', '),
    sideBySide.includes('agendaItem.added'),
  );
}

/** @returns the kinds that he hears when his role ended before the look at the beginning of his stream has answered */
async function heardAfterwards({ tavola, dataSource, of }: Stage, meetingId: string): Promise<string[]> {
  const { email, client } = await newMember(tavola, of);
  const input = { partnerId: of.partnerIds['cervia'], role: 'COORDINATOR', name: 'M', email, language: 'en' };
  const { inviteMember } = await of.lead.ask(INVITE, { input });
  const tell = (kind: string) =>
    record(dataSource.manager, anonymous('en'), new SystemClock().now(), {
      kind,
      subjectId: uuidv7(),
      projectId: of.projectId,
      meetingId,
    });
  let looks = 0;
  return patched(
    Viewers.prototype,
    'ofRequest',
    (original) =>
      async function (this: Viewers, ...values: never[]) {
        const isFirst = (looks += 1) === 1;
        const found = await original.apply(this, values);
        if (isFirst) await sleep(LATE_MS);
        return found;
      },
    async () => {
      const stream = await LiveReader.open(`${tavola.url}/live/meetings/${meetingId}`, client.cookie);
      await of.lead.ask(END, { id: inviteMember.membership.id });
      await sleep(LATE_MS * 1.5);
      await tell('agendaItem.added');
      await tell('outcome.recorded');
      await until(() => stream.text.includes('outcome.recorded'), WITHIN_MS).catch(() => undefined);
      stream.close();
      return (stream.frames as { type: string }[]).map(({ type }) => type);
    },
  );
}
