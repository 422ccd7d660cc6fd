import { FAULTS, FaultyCopy } from '../access/faults.js';
import { gather, walk } from '../access/walk.js';
import { BuiltWorld } from '../access/world.js';
import type { Proof } from './proof.js';

/** Whether the access matrix would notice if a policy or a read model were wrong. */
export const access: Proof = {
  name: 'access',
  promise: 'everybody sees and does what the access matrix says, and a fault in that would be noticed',
  async run(findings) {
    const built = await BuiltWorld.build();
    const copy = await FaultyCopy.make();
    try {
      const known = await gather(built);
      if (findings.size === 'full') {
        const { tally, seconds } = await walk(built, known);
        const figure = `${tally.checks} checks in ${seconds} s, ${tally.differences.length} differences`;
        const isSo = tally.differences.length === 0 && tally.checks >= 10_000 && seconds < 300;
        findings.promise('the application is as the matrix says', figure, isSo);
      }
      for (const fault of FAULTS.slice(0, findings.pick(4, FAULTS.length))) {
        const { tally } = await copy.having(fault, () => walk(built, known, { dist: copy.dist, enough: 1 }));
        const [found = 'nothing', ...others] = tally.differences;
        const figure = `${found.slice(0, 160)}${others.length > 0 ? ' ...' : ''} (after ${tally.checks} checks)`;
        findings.control(fault.name, figure, tally.differences.length > 0);
      }
    } finally {
      await copy.remove();
      await built.end();
    }
  },
};
