import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { inTurn } from '../database/in-turn.js';
import { Clock } from '../time/clock.js';
import { canonicalJson, merkleRoot, sha256Hex } from './merkle.js';
import { Seal } from './seal.entity.js';
import { UnsealedEvent } from './unsealed-event.entity.js';
import { OUTSIDE, WRITTEN } from './written.js';

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
  /** How many of those that fit, the first ones, are from before seals covered more than events. */
  readonly ofEventsAlone: number;
  /** What the broken one says differently from the database; empty where it is itself not what it was. */
  readonly changes: readonly Change[];
}

export interface Change {
  /** Its table and key. */
  readonly row: string;
  readonly what: 'altered' | 'removed' | 'added';
}

interface Row {
  readonly name: string;
  readonly content: object;
}

/**
 * Seals the events of each project in batches, with the rows that they have written: a chain of hashes over Merkle
 * roots. A chain within the mutations' own transactions would make them wait for each other (measured at a quarter of
 * the throughput).
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
   * Computes the project's seals again from the events and their rows as they are now.
   * @param asked hash of a seal that was printed before
   */
  async verify(projectId: string | null, asked?: string): Promise<Verdict> {
    const { manager } = this.dataSource;
    let verdict: Verdict = {
      seals: 0,
      events: 0,
      broken: null,
      hash: null,
      printed: null,
      ofEventsAlone: 0,
      changes: [],
    };
    const of = projectId ?? IsNull();
    const numbers = await manager.find(Seal, {
      select: { id: true },
      where: { projectId: of },
      order: { number: 'ASC' },
    });
    for (const { id } of numbers) {
      const seal = await manager.findOneByOrFail(Seal, { id });
      const number = verdict.seals + 1;
      const rows = await written(manager, projectId, seal.eventIds);
      const sealed = rows.filter(isEvent).length;
      const covers = seal.covers && covered(rows);
      const root = covers ? rootOf(covers) : merkleRoot(rows.filter(isEvent).map(canonical));
      const hash = hashOf(verdict.hash, root, number);
      if (
        seal.eventIds.length !== sealed ||
        seal.number !== number ||
        seal.previous !== verdict.hash ||
        seal.root !== root ||
        seal.hash !== hash ||
        (seal.covers && rootOf(seal.covers) !== root)
      ) {
        const isSame = hashOf(verdict.hash, seal.root, number) === seal.hash;
        return { ...verdict, broken: number, changes: isSame ? changes(seal, covers) : [] };
      }
      verdict = {
        ...verdict,
        seals: number,
        events: verdict.events + sealed,
        hash,
        printed: hash === asked ? number : verdict.printed,
        ofEventsAlone: covers ? verdict.ofEventsAlone : number,
      };
    }
    return verdict;
  }

  /** Tables and keys of rows that no seal covers and that do not wait for one. */
  async outside(): Promise<string[]> {
    return this.dataSource.transaction(async (manager) => {
      // It looks at every row that there is.
      await manager.query('set local statement_timeout = 0');
      const rows: { name: string }[] = await manager.query(OUTSIDE);
      return rows.map(({ name }) => name);
    });
  }

  /** One sealer per chain at a time. Without it the unique number refuses the second. */
  protected lock(manager: EntityManager, projectId: string | null): Promise<void> {
    return inTurn(manager, `seal:${projectId ?? ''}`);
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
    const covers = covered(await written(manager, projectId, eventIds));
    const root = rootOf(covers);
    const hash = hashOf(previous, root, number);
    const seal = { id: uuidv7(), projectId, number, eventIds, covers, root, previous, hash };
    await manager.insert(Seal, { ...seal, sealedAt: this.clock.now() });
    await manager.delete(UnsealedEvent, eventIds);
    return true;
  }
}

const hashOf = (previous: string | null, root: string, number: number): string =>
  sha256Hex(`${previous ?? ''}${root}${number}`);

const rootOf = (covers: Readonly<Record<string, string>>): string =>
  merkleRoot(
    Object.entries(covers)
      .map(([row, hash]) => `${row} ${hash}`)
      .toSorted(),
  );

const covered = (rows: readonly Row[]): Record<string, string> =>
  Object.fromEntries(rows.map((row) => [row.name, sha256Hex(canonical(row))]));

const isEvent = ({ name }: Row): boolean => name.startsWith('event ');

/** What differs, where the seal still says what its own root was made from. */
function changes({ covers: before, root }: Seal, now: Seal['covers']): Change[] {
  if (!before || !now || rootOf(before) !== root) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].toSorted().flatMap((row) => {
    if (before[row] === now[row]) return [];
    return { row, what: !before[row] ? 'added' : !now[row] ? 'removed' : 'altered' };
  });
}

/**
 * A row as canonical JSON: all columns as PostgreSQL names them, instants in UTC. Empty columns are left out, so that
 * one which is added later does not change the rows of before.
 */
const canonical = ({ content }: Row): string =>
  canonicalJson(Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null)));

/**
 * The events and what they have written, in the order of tables and keys. Only the project's own: so its id is under
 * the hash, and seals cannot be moved to another chain together with their events.
 */
const written = (manager: EntityManager, projectId: string | null, ids: readonly string[]): Promise<Row[]> =>
  manager.query(
    `select name, content from ${WRITTEN} w
     where event_id = any($1) and project_id is not distinct from $2::uuid order by name collate "C"`,
    [ids, projectId],
  );
