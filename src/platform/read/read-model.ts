import { ApiScope, type Viewer, hasScope } from '../access/viewer.js';
import { type Sql, identifier, join, raw, sql } from '../database/sql.js';
import type { Shape } from './shape.js';

/** What an expression may use: the alias of its row, the field's arguments, and who asks. */
export interface FieldContext {
  readonly t: Sql;
  readonly args: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
  /** For a field whose type has no read model: how its objects are wanted. */
  readonly shape: Shape;
}

interface ValueField {
  readonly kind: 'value';
  readonly sql: (context: FieldContext) => Sql;
  /** Who may see this field of a visible row; for everybody else it is null. */
  readonly visibleTo?: Predicate;
  /** Rows that making it once reads. The compiler adds them up over the selection and refuses what is too large. */
  readonly cost: number;
}

/** True for the rows, or the fields of a row, that the viewer may see. */
export type Predicate = (viewer: Viewer, t: Sql) => Sql;

export interface Relation {
  readonly kind: 'one' | 'many';
  readonly model: () => ReadModel;
  readonly on: (parent: Sql, child: Sql, context: FieldContext) => Sql;
  /** Most rows of a `many`; the compiler multiplies bounds along a path and refuses what is too large. */
  readonly bound: number;
  /** Of more rows than that the last ones are read, in the same order: for what grows, where the new is what counts. */
  readonly newest: boolean;
  /** Whoever sees the parent sees the target too, so the field may be non-null. */
  readonly implied: boolean;
}

/** A list that grows: a Relay connection over the model's order. */
export interface Page extends Omit<Relation, 'kind' | 'bound' | 'newest' | 'implied'> {
  readonly kind: 'page';
}

export type ReadField = ValueField | Relation | Page;

/** How one GraphQL type is read: its table, its fields, and which rows a viewer may see. */
export interface ReadModel {
  /** The GraphQL type's name. */
  readonly type: string;
  readonly table: string;
  /** Instead of the table: rows that a root has found, in parentheses. */
  readonly from?: Sql;
  /** Columns that order a list; the last one is unique. With ` desc` after it, one goes the other way; no page has such. */
  readonly order: readonly string[];
  /** Rows that the viewer may see; undefined: everybody sees all of them. */
  visibleTo?: Predicate;
  /** Fields that an API token reads only with the scope READ_PERSONAL; others find null and `extensions.hidden`. */
  personal?: readonly string[];
  /** Where a table has several rows of one id (draft and releases): the one that a payload's id means. */
  readonly current?: (t: Sql) => Sql;
  readonly fields: Record<string, ReadField>;
}

const models = new Map<string, ReadModel>();

/** Declares the read model of a GraphQL type. A type has one. */
export function readModel(model: ReadModel): ReadModel {
  if (models.has(model.type)) throw new Error(`Two read models for ${model.type}`);
  models.set(model.type, model);
  return model;
}

/** Adds fields of a higher feature to a lower feature's type, and which of them are personal. */
export function extendRead(
  model: ReadModel,
  fields: Record<string, ReadField>,
  personal: readonly string[] = [],
): void {
  for (const [name, field] of Object.entries(fields)) {
    if (model.fields[name]) throw new Error(`Two read fields ${model.type}.${name}`);
    model.fields[name] = field;
  }
  model.personal = [...(model.personal ?? []), ...personal];
}

/** A higher feature lets more people see a row of a lower one: whoever sees a registration sees its person. */
export function widen(model: ReadModel, more: Predicate): void {
  const own = model.visibleTo;
  if (!own) throw new Error(`Everybody sees every ${model.type} already`);
  model.visibleTo = (viewer, t) => sql`${own(viewer, t)} or ${more(viewer, t)}`;
}

/** Whether the viewer's kind hides this field of every row from him. */
export const isHidden = (model: ReadModel, field: string, viewer: Viewer): boolean =>
  (model.personal?.includes(field) ?? false) && !hasScope(viewer, ApiScope.READ_PERSONAL);

export const readModelOf = (type: string): ReadModel | undefined => models.get(type);
export const allReadModels = (): ReadModel[] => [...models.values()];

/** What `__typename` answers; the name is one of the schema's. */
export const typeName = (name: string): Sql => raw(`'${name}'`);

/** A selected row as a whole, under a name that no field can be asked for by: else a column of that name would be meant. */
export const ROW = identifier('$');

export const column = (name: string, visibleTo?: Predicate): ReadField => ({
  kind: 'value',
  sql: ({ t }) => sql`${t}.${identifier(name)}`,
  visibleTo,
  cost: 1,
});

/**
 * A field that is computed: a scalar, or objects of a type without a read model in the shape that is asked for.
 * @param cost rows that making it once reads, where it is many
 */
export const expression = (make: ValueField['sql'], visibleTo?: Predicate, cost = 1): ReadField => ({
  kind: 'value',
  sql: make,
  visibleTo,
  cost,
});

/** A text kept per language (jsonb): the language asked for, then English, then any that there is. */
export const localized = (name: string): ReadField => ({
  kind: 'value',
  sql: ({ t, viewer }) => inLanguage(sql`${t}.${identifier(name)}`, viewer.language),
  cost: 1,
});

export const inLanguage = (json: Sql, language: string): Sql =>
  sql`coalesce(${json} ->> ${language}::text, ${json} ->> 'en', jsonb_path_query_first(${json}, '$.*') #>> '{}')`;

/** All that was written in these fields (of `Texts`), in every language: for where they are shown side by side. */
export const translations = (...names: string[]): ReadField => ({
  kind: 'value',
  cost: 1,
  sql: ({ t, shape }) => {
    const fields = join(
      names.map((name) => sql`(${name}::text, ${t}.${identifier(name)})`),
      ', ',
    );
    return shape.list(
      { field: raw('f.name'), language: raw('e.key'), text: raw('e.value') },
      sql`(values ${fields}) f (name, texts), jsonb_each_text(f.texts) e order by f.name, e.key`,
    );
  },
});

export const one = (
  model: Relation['model'],
  on: Relation['on'],
  { implied = false }: { implied?: boolean } = {},
): ReadField => ({ kind: 'one', model, on, bound: 1, newest: false, implied });

export const many = (
  model: Relation['model'],
  bound: number,
  on: Relation['on'],
  { newest = false }: { newest?: boolean } = {},
): ReadField => ({
  kind: 'many',
  model,
  on,
  bound,
  newest,
  implied: true,
});

export const page = (model: Page['model'], on: Page['on']): ReadField => ({ kind: 'page', model, on });

/** `parent.foreignKey = child.id` */
export const byKey =
  (foreignKey: string): Relation['on'] =>
  (parent, child) =>
    sql`${child}.id = ${parent}.${raw(foreignKey)}`;

/** `child.id = any(parent.ids)`, for rows that are named by a list. */
export const byIds =
  (ids: string): Relation['on'] =>
  (parent, child) =>
    sql`${child}.id = any(${parent}.${raw(ids)})`;
