import { FaultySmtp } from '../setup/faulty-smtp.js';
import { busyProcessor } from './availability/busy-processor.js';
import { databaseRestart } from './availability/database-restart.js';
import { exhaustedPool } from './availability/exhausted-pool.js';
import { overload } from './availability/overload.js';
import { openScene } from './scene.js';
import { slowClients } from './availability/slow-clients.js';
import type { Proof } from './proof.js';

/** What one process does when what it stands on fails, or more is asked than it can do. */
export const availability: Proof = {
  name: 'availability',
  isAlone: true,
  promise:
    'without the database, without connections, under five times the load: quick answers, and soon as before',
  async run(findings) {
    const smtp = await FaultySmtp.start({ faultOf: () => null });
    const scene = await openScene(smtp.url, 1_000);
    try {
      // What is tried is how much a process can do, and not how much one person may ask.
      await scene.tavola.sql('update session set requests_per_minute = 100000');
      await databaseRestart(findings, scene);
      await exhaustedPool(findings, scene);
      await overload(findings, scene);
      await busyProcessor(findings, scene);
      // It takes as long as they are let wait.
      if (findings.size === 'full') await slowClients(findings, scene);
    } finally {
      await scene.stop();
      await smtp.stop();
    }
  },
};
