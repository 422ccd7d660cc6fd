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
export function rootFieldsOf(operation: OperationDefinitionNode, document: DocumentNode): string[] {
  const fields = new Set<string>();
  const fragments = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) fields.add(selection.name.value);
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
  return [...fields];
}

/**
 * Root fields of the mutation that a request's body asks for, found before GraphQL begins.
 * @returns null where it asks for none, or for what GraphQL will refuse
 */
export function mutationIn(body: unknown): string[] | null {
  const { query, operationName } = (body ?? {}) as { query?: unknown; operationName?: unknown };
  // Only a document with this word can be one, so that reads are not parsed twice.
  if (typeof query !== 'string' || !query.includes('mutation')) return null;
  const document = parsed(query);
  if (!document) return null;
  const operation = getOperationAST(document, operationName as string | null | undefined);
  return operation?.operation === OperationTypeNode.MUTATION ? rootFieldsOf(operation, document) : null;
}

function parsed(query: string): DocumentNode | null {
  try {
    return parse(query, { maxTokens: MOST_TOKENS, noLocation: true });
  } catch {
    return null;
  }
}
