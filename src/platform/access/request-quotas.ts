import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolOf } from '../database/pool.js';
import { TooManyRequests } from '../graphql/request-errors.js';
import { Clock } from '../time/clock.js';

const MINUTE_MS = 60_000;
/**
 * Of a minute's requests so many parts are taken from the database at once: first few, then twice as many each time. What
 * of them is not used is lost when the process ends, which is so no more than it has answered, and those few.
 */
const SMALLEST = 240;
const LARGEST = 20;

/** Takes a block, and says how much of the minute has been taken by all processes. The clocks of two may differ. */
const TAKE = `
insert into request_quota as q (requester, minute, taken) values ($1, $2, $3)
on conflict (requester) do update set minute = greatest(q.minute, excluded.minute),
  taken = case when q.minute < excluded.minute then excluded.taken else q.taken + excluded.taken end
returning taken`;

interface Block {
  readonly size: number;
  left: number;
}

/**
 * How many requests somebody may send in a minute, counted in PostgreSQL, so for all processes together. A request costs
 * no statement of its own: a process takes a block of them and hands it out.
 */
@Injectable()
export class RequestQuotas {
  private minute = 0;
  private readonly blocks = new Map<string, Promise<Block | null>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts a request.
   * @param requester who sends it, as a hash, fingerprint or id
   * @param asMany so many, where one does what others need several for
   * @throws GraphQLError TOO_MANY_REQUESTS when the minute's are used up
   */
  async spend(requester: string, perMinute: number, asMany = 1): Promise<void> {
    for (let counted = 0; counted < asMany; counted += 1) await this.spendOne(requester, perMinute);
  }

  private async spendOne(requester: string, perMinute: number): Promise<void> {
    const now = this.clock.now().toMillis();
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.minute) {
      this.minute = minute;
      this.blocks.clear();
    }
    for (let size = Math.ceil(perMinute / SMALLEST); ;) {
      const taking = this.blocks.get(requester) ?? this.take(requester, perMinute, size);
      this.blocks.set(requester, taking);
      const block = await taking.catch((error: unknown) => {
        this.forget(requester, taking);
        throw error;
      });
      // Kept until the minute is over, so that a flood costs nothing further.
      if (!block) throw new TooManyRequests(Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000));
      if (block.left > 0) {
        block.left -= 1;
        return;
      }
      this.forget(requester, taking);
      size = Math.min(2 * block.size, Math.ceil(perMinute / LARGEST));
    }
  }

  /** Removes what was counted for earlier minutes. */
  async purge(): Promise<void> {
    const minute = Math.floor(this.clock.now().toMillis() / MINUTE_MS);
    await this.dataSource.query('delete from request_quota where minute < $1', [minute - 60]);
  }

  /** Only its own: another request may have taken a new block meanwhile. */
  private forget(requester: string, taking: Promise<Block | null>): void {
    if (this.blocks.get(requester) === taking) this.blocks.delete(requester);
  }

  /** @returns null when nothing is left of the minute */
  private async take(requester: string, perMinute: number, size: number): Promise<Block | null> {
    const { rows } = await poolOf(this.dataSource).query<{ taken: number }>({
      name: 'take-requests',
      text: TAKE,
      values: [requester, this.minute, size],
    });
    const before = (rows[0]?.taken ?? 0) - size;
    return before < perMinute ? { size, left: Math.min(size, perMinute - before) } : null;
  }
}
