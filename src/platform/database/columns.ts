import { DateTime } from 'luxon';
import {
  Column,
  type ColumnOptions,
  DefaultNamingStrategy,
  type ValueTransformer,
  type NamingStrategyInterface,
} from 'typeorm';

/** Tables and columns in singular snake_case. */
export class SnakeNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  override tableName(className: string, customName?: string): string {
    return customName ?? snake(className);
  }

  override columnName(propertyName: string, customName?: string): string {
    return customName ?? snake(propertyName);
  }
}

const snake = (name: string): string => name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, '_$&').toLowerCase();

const instant: ValueTransformer = {
  to: (value: unknown) => (DateTime.isDateTime(value) ? value.toUTC().toISO() : value),
  // The driver's own type of the instant; nothing behind this line sees it.
  from: (value: { getTime(): number } | null) =>
    value && DateTime.fromMillis(value.getTime(), { zone: 'utc' }),
};

/** A point on the time line: `timestamptz` in the table, luxon in the code. */
export const InstantColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column({ type: 'timestamptz', transformer: instant, ...options });

/** A text per language: `{ "en": "...", "sv": "..." }`. */
export type Texts = Partial<Record<string, string>>;

/** The texts with this one in this language; an empty one leaves no trace. Without any text there is null. */
export function withText(
  texts: Texts | null,
  language: string,
  text: string | null | undefined,
): Texts | null {
  const { [language]: _removed, ...others } = texts ?? {};
  // A replaced one keeps its place: `updateVersion` compares what is written with what is there.
  const all = text ? { ...texts, [language]: text } : others;
  return Object.keys(all).length > 0 ? all : null;
}

/** What an update names; what it leaves out stays. */
export const defined = <Changes extends object>(changes: Changes): Partial<Changes> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<Changes>;
