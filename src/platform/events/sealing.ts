import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../time/clock.js';
import { canonicalJson, merkleRoot, sha256Hex } from './merkle.js';
import { Seal } from './seal.entity.js';
import { UnsealedEvent } from './unsealed-event.entity.js';

const AT_ONCE = 1000;

export interface Verdict {
  /** How many seals fit, from the first one on. */
  readonly seals: number;
  /** How many events those cover. */
  readonly events: number;
  /** Number of the first seal that does not fit what the database holds; null when all do. */
  readonly broken: number | null;
  /** Hash of the last seal that fits, to compare with a printed one; null where nothing is sealed. */
  readonly hash: string | null;
  /** Number of the seal that was asked for, where it is one of those that fit. */
  readonly printed: number | null;
}

/**
 * Seals the events of each project in batches: a chain of hashes over Merkle roots. A chain within the mutations'
 * own transactions would make them wait for each other (measured at a quarter of the throughput).
 *
 * What is not sealed yet stands in `unsealed_event`, a row beside each event from the same transaction. So an event
 * that commits late, with an id older than those sealed already, is in a later seal; nothing depends on how long a
 * transaction may take, and a run reads what is new, not the history. Which events a seal covers is written into the
 * seal. Ranges of transaction numbers would need neither, but break when a copy is restored on another server, whose
 * numbers start anew.
 */
@Injectable()
export class Sealing {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Seals what there is, of all projects. @returns how many seals that made */
  async run(): Promise<number> {
    const chains: { project_id: string | null }[] = await this.dataSource.query(
      'select distinct project_id from unsealed_event',
    );
    let seals = 0;
    for (const { project_id: projectId } of chains) {
      while (await this.dataSource.transaction((manager) => this.sealOne(manager, projectId))) seals++;
    }
    return seals;
  }

  /**
   * Computes the project's seals again from the events as they are now.
   * @param asked hash of a seal that was printed before
   */
  async verify(projectId: string | null, asked?: string): Promise<Verdict> {
    const { manager } = this.dataSource;
    let verdict: Verdict = { seals: 0, events: 0, broken: null, hash: null, printed: null };
    const of = projectId ?? IsNull();
    const numbers = await manager.find(Seal, {
      select: { id: true },
      where: { projectId: of },
      order: { number: 'ASC' },
    });
    for (const { id } of numbers) {
      const seal = await manager.findOneByOrFail(Seal, { id });
      const number = verdict.seals + 1;
      const sealed = await entries(manager, projectId, seal.eventIds);
      const root = merkleRoot(sealed);
      const hash = hashOf(verdict.hash, root, number);
      if (
        seal.eventIds.length !== sealed.length ||
        seal.number !== number ||
        seal.previous !== verdict.hash ||
        seal.root !== root ||
        seal.hash !== hash
      ) {
        return { ...verdict, broken: number };
      }
      const events = verdict.events + sealed.length;
      const printed = hash === asked ? number : verdict.printed;
      verdict = { seals: number, events, broken: null, hash, printed };
    }
    return verdict;
  }

  /** One sealer per chain at a time. Without it the unique number refuses the second. */
  protected async lock(manager: EntityManager, projectId: string | null): Promise<void> {
    await manager.query(`select pg_advisory_xact_lock(hashtextextended('seal:' || $1, 0))`, [
      projectId ?? '',
    ]);
  }

  private async sealOne(manager: EntityManager, projectId: string | null): Promise<boolean> {
    await this.lock(manager, projectId);
    const of = projectId ?? IsNull();
    const batch = await manager.find(UnsealedEvent, {
      where: { projectId: of },
      order: { eventId: 'ASC' },
      take: AT_ONCE,
    });
    if (batch.length === 0) return false;
    const last = await manager.findOne(Seal, { where: { projectId: of }, order: { number: 'DESC' } });
    const eventIds = batch.map(({ eventId }) => eventId);
    const number = (last?.number ?? 0) + 1;
    const previous = last?.hash ?? null;
    const root = merkleRoot(await entries(manager, projectId, eventIds));
    const hash = hashOf(previous, root, number);
    const sealedAt = this.clock.now();
    await manager.insert(Seal, { id: uuidv7(), projectId, number, eventIds, root, previous, hash, sealedAt });
    await manager.delete(UnsealedEvent, eventIds);
    return true;
  }
}

const hashOf = (previous: string | null, root: string, number: number): string =>
  sha256Hex(`${previous ?? ''}${root}${number}`);

/**
 * The events as canonical JSON, in the order of their ids: all columns of the row as PostgreSQL names them, instants
 * in UTC. Empty columns are left out, so that one which is added later does not change the events of before. Only the
 * project's own: so its id is under the hash, and seals cannot be moved to another chain together with their events.
 */
async function entries(
  manager: EntityManager,
  projectId: string | null,
  ids: readonly string[],
): Promise<string[]> {
  const events: { entry: object }[] = await manager.query(
    `select to_jsonb(event) as entry from event
     where id = any($1) and project_id is not distinct from $2::uuid order by id`,
    [ids, projectId],
  );
  return events.map(({ entry }) =>
    canonicalJson(Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null))),
  );
}
