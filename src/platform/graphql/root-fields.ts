import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  getOperationAST,
  parse,
} from 'graphql';
import { MOST_TOKENS } from './document-limits.js';

/**
 * Root fields by their names in the schema, each once, whatever their aliases, also those in fragments.
 * @param document that the operation is of
 */
export const rootFieldsOf = (operation: OperationDefinitionNode, document: DocumentNode): string[] => [
  ...new Set(answersOf(operation, document).values()),
];

/** The name in the schema of each root field by the key of its answer. */
function answersOf(operation: OperationDefinitionNode, document: DocumentNode): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const fragments = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD)
        fields.set((selection.alias ?? selection.name).value, selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else if (!fragments.has(selection.name.value)) {
        fragments.add(selection.name.value);
        const fragment = document.definitions.find(
          (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value,
        );
        if (fragment?.kind === Kind.FRAGMENT_DEFINITION) collect(fragment.selectionSet);
      }
    }
  };
  collect(operation.selectionSet);
  return fields;
}

/** By the body of the request, which is asked about more than once. */
const known = new WeakMap<object, readonly string[] | null>();

/**
 * What is done by the mutation that a request's body asks for, as often as it is to be done, found before GraphQL begins.
 * @returns null where it asks for none, or for what GraphQL will refuse
 */
export function mutationsIn(body: unknown): readonly string[] | null {
  if (typeof body !== 'object' || body === null) return null;
  const found = known.get(body);
  if (found !== undefined) return found;
  const mutations = read(body);
  known.set(body, mutations);
  return mutations;
}

function read({ query, operationName }: { query?: unknown; operationName?: unknown }): string[] | null {
  // Only a document with this word can be one, so that reads are not parsed twice.
  if (typeof query !== 'string' || !query.includes('mutation')) return null;
  const document = parsed(query);
  if (!document) return null;
  const operation = getOperationAST(document, operationName as string | null | undefined);
  if (operation?.operation !== OperationTypeNode.MUTATION) return null;
  return [...answersOf(operation, document).values()].filter((name) => name !== '__typename');
}

function parsed(query: string): DocumentNode | null {
  try {
    return parse(query, { maxTokens: MOST_TOKENS, noLocation: true });
  } catch {
    return null;
  }
}
