import type { Viewer } from '../access/viewer.js';
import { type Sql, identifier, raw, sql } from '../database/sql.js';

/** What an expression may use: the alias of its row, the field's arguments, and who asks. */
interface FieldContext {
  readonly t: Sql;
  readonly args: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
}

interface ValueField {
  readonly kind: 'value';
  readonly sql: (context: FieldContext) => Sql;
  /** Who may see this field of a visible row; for everybody else it is null. */
  readonly visibleTo?: (viewer: Viewer, t: Sql) => Sql;
}

export interface Relation {
  readonly kind: 'one' | 'many';
  readonly model: () => ReadModel;
  readonly on: (parent: Sql, child: Sql, context: FieldContext) => Sql;
  /** Most rows of a `many`; the compiler multiplies bounds along a path and refuses what is too large. */
  readonly bound: number;
  /** Whoever sees the parent sees the target too, so the field may be non-null. */
  readonly implied: boolean;
}

export type ReadField = ValueField | Relation;

/** How one GraphQL type is read: its table, its fields, and which rows a viewer may see. */
export interface ReadModel {
  /** The GraphQL type's name. */
  readonly type: string;
  readonly table: string;
  /** Columns that order a list; the last one is unique. */
  readonly order: readonly string[];
  /** Rows that the viewer may see; undefined: everybody sees all of them. */
  readonly visibleTo?: (viewer: Viewer, t: Sql) => Sql;
  readonly fields: Record<string, ReadField>;
}

const models = new Map<string, ReadModel>();

/** Declares the read model of a GraphQL type. A type has one. */
export function readModel(model: ReadModel): ReadModel {
  if (models.has(model.type)) throw new Error(`Two read models for ${model.type}`);
  models.set(model.type, model);
  return model;
}

/** Adds fields of a higher feature to a lower feature's type. */
export function extendRead(model: ReadModel, fields: Record<string, ReadField>): void {
  for (const [name, field] of Object.entries(fields)) {
    if (model.fields[name]) throw new Error(`Two read fields ${model.type}.${name}`);
    model.fields[name] = field;
  }
}

export const readModelOf = (type: string): ReadModel | undefined => models.get(type);
export const allReadModels = (): ReadModel[] => [...models.values()];

export const column = (name: string, visibleTo?: ValueField['visibleTo']): ReadField => ({
  kind: 'value',
  sql: ({ t }) => sql`${t}.${identifier(name)}`,
  visibleTo,
});

/** A text kept per language (jsonb): the language asked for, then English, then any that there is. */
export const localized = (name: string): ReadField => ({
  kind: 'value',
  sql: ({ t, viewer }) => inLanguage(sql`${t}.${identifier(name)}`, viewer.language),
});

const inLanguage = (json: Sql, language: string): Sql =>
  sql`coalesce(${json} ->> ${language}::text, ${json} ->> 'en', jsonb_path_query_first(${json}, '$.*') #>> '{}')`;

export const one = (
  model: Relation['model'],
  on: Relation['on'],
  { implied = false }: { implied?: boolean } = {},
): ReadField => ({ kind: 'one', model, on, bound: 1, implied });

export const many = (model: Relation['model'], bound: number, on: Relation['on']): ReadField => ({
  kind: 'many',
  model,
  on,
  bound,
  implied: true,
});

/** `parent.foreignKey = child.id` */
export const byKey =
  (foreignKey: string): Relation['on'] =>
  (parent, child) =>
    sql`${child}.id = ${parent}.${raw(foreignKey)}`;
