import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { ownerDataSource } from '../data-source.js';
import { findHold, releaseMail as release, waitingMail } from '../platform/email/mail-hold.js';
import { command, withUrls } from './command.js';

const options = {
  'discard-before': { type: 'string' },
  yes: { type: 'boolean', default: false },
} as const;

type Say = (line: string) => void;

/** Says what a restored copy would send; with `--yes`, lets it. */
export const releaseMail = command({
  usage: 'release-mail [--discard-before TIME] [--yes]',
  words: [0, 0],
  options,
  run: async (_words, terminal, { 'discard-before': time, yes }) => {
    const before = time === undefined ? null : instantOf(time);
    await withUrls(terminal, async ({ ownerUrl }) => {
      const owner = await ownerDataSource(ownerUrl).initialize();
      try {
        await owner.transaction((manager) => releaseOrTell(manager, before, yes, terminal.say));
      } finally {
        await owner.destroy();
      }
    });
  },
});

async function releaseOrTell(
  manager: EntityManager,
  before: DateTime | null,
  yes: boolean,
  say: Say,
): Promise<void> {
  const hold = await findHold(manager);
  if (!hold) return say('Mail is not held.');
  say(`Mail is held since ${hold.since.toISO()}; this copy shows the state of ${hold.takenAt.toISO()}.`);
  const waiting = await waitingMail(manager, before);
  say(waiting.length > 0 ? 'Would go out, by what they tell of:' : 'Nothing would go out.');
  for (const { kind, mails, events, oldest, newest } of waiting)
    say(`  ${kind}: ${mails} mails, and ${events} events not told yet, from ${oldest} to ${newest}`);
  if (!yes) {
    say('What the original has sent after that state goes out a second time, with the same Message-ID.');
    return say(
      'Nothing was changed. Add --yes to let mail out, --discard-before TIME to drop what is older.',
    );
  }
  const discarded = await release(manager, before);
  say(`${discarded} were discarded. Mail goes out within a few minutes where a worker runs.`);
}

/** @throws Error when it is no moment: a time without an offset would be one in whatever zone */
function instantOf(text: string): DateTime {
  const instant = DateTime.fromISO(text, { setZone: true });
  if (instant.isValid && /(Z|[+-]\d\d(:?\d\d)?)$/i.test(text) && text.includes('T')) return instant;
  throw new Error('--discard-before: a moment with its offset, such as 2026-11-20T12:00:00Z.');
}
