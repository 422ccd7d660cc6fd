import { deepStrictEqual } from 'node:assert';
import { Connection } from './connection.js';
import type { Side } from './sides.js';
import { type Case, M1, type Work, comparable, readers } from './works.js';

/** Every question that will be measured is answered alike by every side, or nothing is measured. */
export async function compareAnswers(
  sides: readonly Side[],
  works: readonly Work[],
  projects: number,
): Promise<void> {
  const connections = new Map<Side, Connection>();
  for (const side of sides) connections.set(side, await Connection.open(side.url));
  const answerOf = async (side: Side, work: Work, of: Case): Promise<unknown> => {
    const { body } = await (connections.get(side) as Connection).send(side.request(work, of));
    return comparable(side.answer(work, body.toString()));
  };
  for (const work of works)
    for (const of of readers(work, projects)) {
      const [first, ...others] = sides as [Side, ...Side[]];
      const answer = await answerOf(first, work, of);
      for (const other of others)
        deepStrictEqual(
          await answerOf(other, work, of),
          answer,
          `${other.name} answers ${work.name} differently`,
        );
    }
  for (const connection of connections.values()) connection.close();
}

/** Registering answers that he comes, and by name. */
export async function compareRegistrations(sides: readonly Side[], takesNext: () => Case): Promise<void> {
  for (const side of sides) {
    const connection = await Connection.open(side.url);
    const { body } = await connection.send(side.request(M1, takesNext()));
    const answer = JSON.stringify(side.answer(M1, body.toString()));
    if (!/^\{"state":"CONFIRMED","person":\{"name":"Person \d+ of municipality \d"\}\}$/.test(answer))
      throw new Error(`${side.name} answers M1 with ${answer}`);
    connection.close();
  }
}
