import { Injectable } from '@nestjs/common';
import type { GraphQLResolveInfo } from 'graphql';
import { DataSource } from 'typeorm';
import type { Viewer } from '../access/viewer.js';
import { CONNECTION_LIFETIME_S, poolOf } from '../database/pool.js';
import { type Sql, raw, sql, statement } from '../database/sql.js';
import { badInput } from '../graphql/request-errors.js';
import { TakingTurns } from '../http/taking-turns.js';
import { Compilation, refused } from './compilation.js';
import { HANDED_THROUGH, JsonText } from './json-text.js';
import type { ReadModel } from './read-model.js';
import { StatementNames } from './statement-names.js';

/** Statements of one request: the connections are for everybody, however many fields one of them has. */
const STATEMENTS_AT_ONCE = 2;

/** SQLSTATE of a statement that ran into `statement_timeout`. */
const QUERY_CANCELED = '57014';
/** SQLSTATE class: an argument has a form that its column does not take, such as a cursor made by hand. */
const DATA_EXCEPTION = '22';

/** For the executor alone, which knows what it asked for: rows, one row, null, or their text to be handed through. */
type Answer = object | null;

/** Reads what a GraphQL field selects, as the viewer, in one SQL statement (docs/adr/0001-read-lane.md). */
@Injectable()
export class Reader {
  private readonly names = new StatementNames(CONNECTION_LIFETIME_S * 1000);
  /** There is one viewer for each request. */
  private readonly turns = new TakingTurns<Viewer>(STATEMENTS_AT_ONCE);

  constructor(private readonly dataSource: DataSource) {}

  /** The row as selected, or null when there is none that the viewer may see. */
  one(info: GraphQLResolveInfo, viewer: Viewer, model: ReadModel, where: (t: Sql) => Sql): Promise<Answer> {
    return this.run(info, viewer, new Compilation(info, viewer).one(model, where));
  }

  /** At most `bound` rows as selected, in the model's order. */
  many(
    info: GraphQLResolveInfo,
    viewer: Viewer,
    model: ReadModel,
    bound: number,
    where: (t: Sql) => Sql,
  ): Promise<Answer> {
    return this.run(info, viewer, new Compilation(info, viewer).many(model, bound, where));
  }

  /** The row with this id, for payloads that carry ids. */
  byId(info: GraphQLResolveInfo, viewer: Viewer, model: ReadModel, id: string): Promise<Answer> {
    return this.one(info, viewer, model, (t) => sql`${t}.id = ${id}::uuid${currentOf(model, t)}`);
  }

  /** The rows with these ids, in the model's order. */
  byIds(info: GraphQLResolveInfo, viewer: Viewer, model: ReadModel, ids: readonly string[]): Promise<Answer> {
    const where = (t: Sql): Sql => sql`${t}.id = any(${ids}::uuid[])${currentOf(model, t)}`;
    return this.many(info, viewer, model, Math.max(1, ids.length), where);
  }

  private async run({ rootValue }: GraphQLResolveInfo, viewer: Viewer, expression: Sql): Promise<Answer> {
    const { text, values } = statement(sql`select ${expression}::text as answer`);
    const query = { name: this.names.of(text), text, values };
    await this.turns.enter(viewer);
    const { rows } = await poolOf(this.dataSource)
      .query<{ answer: string | null }>(query)
      .catch(told)
      .finally(() => this.turns.leave(viewer));
    const answer = rows[0]?.answer ?? null;
    if (answer === null) return null;
    const json = new JsonText(answer);
    return rootValue === HANDED_THROUGH ? json : json.read();
  }
}

const currentOf = ({ current }: ReadModel, t: Sql): Sql => (current ? sql` and ${current(t)}` : raw(''));

/** What the viewer can mend by asking otherwise; everything else is a fault of ours. */
function told(error: { code?: string }): never {
  if (error.code === QUERY_CANCELED)
    throw refused('This query takes too long and was stopped. Ask for fewer or smaller lists at once.');
  if (!error.code?.startsWith(DATA_EXCEPTION)) throw error;
  throw badInput('An argument has a form that is not accepted.');
}
