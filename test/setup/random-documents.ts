import { readFileSync } from 'node:fs';
import { type GraphQLField, GraphQLObjectType, buildSchema, getNamedType, isObjectType } from 'graphql';
import type { SeededRandom } from './seeded-random.js';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

/** What the arguments of a field may be, by `Type.field`; a field that is not here is asked without. */
export type Arguments = Readonly<Record<string, readonly string[]>>;

/** Names that the statement uses itself, or that JavaScript knows. */
const ODD_NAMES = ['r', 't0', 'x', 'n', 'c0', 'answer', 'data', 'constructor', '_'];

/**
 * Queries as nobody would write them: any fields, under other names, in fragments, skipped by variables, twice. All of
 * them take `$yes` and `$no`.
 */
export class RandomDocuments {
  private aliases = 0;
  private fragments: string[] = [];

  constructor(
    private readonly random: SeededRandom,
    private readonly args: Arguments,
  ) {}

  next(): string {
    this.aliases = 0;
    this.fragments = [];
    const root = this.fields(schema.getQueryType() as GraphQLObjectType, 1 + this.random.below(2), 4);
    return `query ($yes: Boolean!, $no: Boolean = false) { ${root}
      used: __typename @include(if: $yes) @skip(if: $no) } ${this.fragments.join(' ')}`;
  }

  private fields(type: GraphQLObjectType, count: number, depth: number): string {
    const among = Object.values(type.getFields()).filter(
      (field) => (depth > 0 || !isObjectType(getNamedType(field.type))) && this.canAsk(type, field),
    );
    const chosen = Array.from({ length: count }, () => this.one(among)).filter(
      (field) => field !== undefined,
    );
    const texts = chosen.map((field) => this.field(type, field, depth));
    if (texts.length === 0 || this.random.below(5) === 0) texts.push('__typename');
    return texts.join(' ');
  }

  private canAsk(type: GraphQLObjectType, { name, args }: GraphQLField<unknown, unknown>): boolean {
    return (
      `${type.name}.${name}` in this.args ||
      args.every((arg) => !String(arg.type).endsWith('!') || arg.defaultValue !== undefined)
    );
  }

  private field(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, depth: number): string {
    const args = this.one(this.args[`${type.name}.${field.name}`] ?? []);
    // The same field with other arguments needs another name; so whatever has arguments gets one.
    const alias = args !== undefined || this.random.below(12) === 0 ? `${this.alias()}: ` : '';
    const directive =
      ['@include(if: $yes)', '@skip(if: $yes)', '@include(if: $no)'][this.random.below(20)] ?? '';
    const named = getNamedType(field.type);
    const selection = isObjectType(named)
      ? `{ ${this.inFragment(named, this.fields(named, 1 + this.random.below(4), depth - 1))} }`
      : '';
    return `${alias}${field.name}${args === undefined ? '' : `(${args})`} ${directive} ${selection}`;
  }

  private alias(): string {
    this.aliases += 1;
    return this.random.below(8) === 0 ? (this.one(ODD_NAMES) as string) : `a${this.aliases}`;
  }

  private inFragment(type: GraphQLObjectType, fields: string): string {
    const how = this.random.below(8);
    if (how === 0) return `... on ${type.name} { ${fields} } ${fields}`;
    if (how !== 1) return fields;
    const name = `F${this.fragments.length}`;
    this.fragments.push(`fragment ${name} on ${type.name} { ${fields} }`);
    return `...${name}`;
  }

  private one<Item>(items: readonly Item[]): Item | undefined {
    return items[this.random.below(items.length)];
  }
}
