import { requestMaterial } from '../factories/material.js';
import { openMeeting, partnership } from '../factories/partnership.js';
import { Tavola } from '../setup/tavola.js';
import { cleaned } from './uploads/cleaned.js';
import { fullDisk } from './uploads/full-disk.js';
import { interrupted } from './uploads/interrupted.js';
import { races } from './uploads/races.js';
import { strangers } from './uploads/strangers.js';
import type { Proof } from './proof.js';

/** What is uploaded arrives as it was, whatever happens on the way. */
export const uploads: Proof = {
  name: 'uploads',
  isAlone: true,
  promise: 'an upload survives cuts, kills, rivals and a full disk, and belongs to whoever began it',
  async run(findings) {
    const tavola = await Tavola.start();
    try {
      const of = await partnership(tavola);
      const { cervia } = await requestMaterial(of, await openMeeting(of));
      const owner = await of.as('coordinator@cervia.example');
      const stage = { tavola, owner, requestId: cervia as string };
      await interrupted(findings, stage);
      await races(findings, stage);
      await strangers(findings, stage, await of.as('coordinator@skovde.example'));
      await cleaned(findings, stage);
      await fullDisk(findings, stage);
    } finally {
      await tavola.stop();
    }
  },
};
