import type { ApolloServerPlugin } from '@apollo/server';
import {
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type ValidationRule,
  visit,
} from 'graphql';
import type { Viewer } from '../access/viewer.js';
import { refused } from '../read/compilation.js';
import { notSignedIn } from './request-errors.js';

/**
 * The largest document of our own has some 300; each root field is a statement, and what comes after parsing costs more
 * than linear.
 */
export const MOST_TOKENS = 1_000;
/** Selections with all fragments written out. */
export const MOST_SELECTIONS = 2_000;
/** Of each of these in one document. */
const MOST_ALIASES = 30;
const MOST_DIRECTIVES = 20;
/** Of what computes much for each that is asked for. */
const MOST_COSTLY = 3;
const COSTLY = ['search', 'publicAgenda', 'conflicts'];
/** Entries of one list among the variables; what a mutation takes at once is less. */
const MOST_LISTED = 500;
/** Lists and objects within one another among the variables; inputs have four. */
const DEEPEST_VARIABLE = 10;
const TOO_LARGE = `A list among the variables has at most ${MOST_LISTED} entries, and they are nested at most ${DEEPEST_VARIABLE} deep.`;
/** Times that one selection may ask for the same field under the same name; more than once is of no use. */
const MOST_REPEATED = 5;

/**
 * Refuses documents that make the server do one thing over and over: under many aliases (which would also get round
 * limits that count requests), with many directives, or by repeating a field.
 */
export const documentLimits: ValidationRule = (context) => {
  const refuse = (node: ASTNode, message: string): void => {
    const { extensions } = refused(message);
    context.reportError(new GraphQLError(message, { nodes: node, extensions }));
  };
  /** Reports once, when one more than so many have been seen. */
  const limit = (most: number, what: string) => {
    let seen = 0;
    return (node: ASTNode): void => {
      seen += 1;
      if (seen === most + 1) refuse(node, `A document has at most ${most} ${what}.`);
    };
  };
  const alias = limit(MOST_ALIASES, 'aliases');
  const costly = new Map(COSTLY.map((name) => [name, limit(MOST_COSTLY, `fields ${name}`)]));
  return {
    Field: (node) => {
      costly.get(node.name.value)?.(node);
      if (node.alias) alias(node);
    },
    Directive: limit(MOST_DIRECTIVES, 'directives'),
    SelectionSet: ({ selections }) => {
      const times = new Map<string, number>();
      for (const selection of selections) {
        if (selection.kind === Kind.INLINE_FRAGMENT) continue;
        const name = (selection.kind === Kind.FIELD ? selection.alias : undefined) ?? selection.name;
        const now = (times.get(name.value) ?? 0) + 1;
        times.set(name.value, now);
        if (now === MOST_REPEATED + 1)
          refuse(selection, `A selection asks for ${name.value} at most ${MOST_REPEATED} times.`);
      }
    },
  };
};

/** Refuses subscriptions, of which there are none: graphql-js lets through what it then cannot execute. */
export const knownOperations: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (node.operation !== OperationTypeNode.SUBSCRIPTION) return;
    const message = 'There are queries and mutations, and no subscriptions: /live tells of changes.';
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});

/**
 * What is asked of every request, and so is no validation rule: documents that were found valid once are remembered.
 * Whoever has signed in, and any API token, may ask what the schema is; strangers may not (OWASP ASVS 5.0, 4.3.2).
 */
export const requestLimits: ApolloServerPlugin<{ viewer: Viewer }> = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ document, request, contextValue }) => {
      if (contextValue.viewer.personId === null && asksForSchema(document))
        throw withStatus(401, notSignedIn());
      if (areTooLarge(request.variables)) throw withStatus(400, refused(TOO_LARGE));
    },
  }),
};

/** Apollo answers 500 to what is thrown before execution, unless told. */
const withStatus = (status: number, { message, extensions }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { extensions: { ...extensions, http: { status } } });

function asksForSchema(document: DocumentNode): boolean {
  let asks = false;
  visit(document, {
    Field: ({ name }) => {
      asks ||= name.value === '__schema' || name.value === '__type';
    },
  });
  return asks;
}

/** Level by level, since what is nested without end would be a call within a call without end. */
function areTooLarge(variables: unknown): boolean {
  let level = [variables];
  for (let depth = 0; level.length > 0; depth += 1) {
    const lists = level.filter((value) => Array.isArray(value));
    if (depth > DEEPEST_VARIABLE || lists.some(({ length }) => length > MOST_LISTED)) return true;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}
