import {
  type DocumentNode,
  type GraphQLSchema,
  TypeInfo,
  isNonNullType,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The response keys under which a document asks for a field that is never null. */
export class NeverNull {
  /** Apollo keeps documents that it has parsed, so each is looked at once. */
  private static readonly known = new WeakMap<DocumentNode, NeverNull | null>();

  private constructor(private readonly keys: ReadonlySet<string>) {}

  /** @returns null where the document asks for the schema itself */
  static of(schema: GraphQLSchema, document: DocumentNode): NeverNull | null {
    const before = NeverNull.known.get(document);
    if (before !== undefined) return before;
    const found = NeverNull.find(schema, document);
    NeverNull.known.set(document, found);
    return found;
  }

  private static find(schema: GraphQLSchema, document: DocumentNode): NeverNull | null {
    const keys = new Set<string>();
    let isShaped = true;
    const types = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(types, {
        Field: ({ name, alias }) => {
          const type = types.getType();
          if (isNonNullType(type)) keys.add((alias ?? name).value);
          // Of the schema itself no database knows anything.
          isShaped &&= name.value !== '__schema' && name.value !== '__type';
        },
      }),
    );
    return isShaped ? new NeverNull(keys) : null;
  }

  /**
   * Whether one of the keys is null in this JSON, or an entry of a list may be. A quote within a string is escaped and a
   * name has none, so what stands before the colon is the key; what only looks so is within a string, and does no harm.
   */
  isBrokenBy(json: string): boolean {
    for (let at = json.indexOf('null'); at !== -1; at = json.indexOf('null', at + 4)) {
      const before = beforeSpaces(json, at);
      if (json[before] === '[' || json[before] === ',') return true;
      if (json[before] !== ':') continue;
      const quote = beforeSpaces(json, before);
      if (this.keys.has(json.slice(json.lastIndexOf('"', quote - 1) + 1, quote))) return true;
    }
    return false;
  }
}

function beforeSpaces(json: string, at: number): number {
  let before = at - 1;
  while (json[before] === ' ' || json[before] === '\n') before -= 1;
  return before;
}
