import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type Language, type Viewer, languageOf } from '../access/viewer.js';
import {
  MOST_SELECTIONS,
  MOST_TOKENS,
  documentLimits,
  knownOperations,
  requestLimits,
} from './document-limits.js';
import { failuresAsData, nullablePayloads } from './failures-as-data.js';
import { textArguments } from './text-arguments.js';
import { handThrough } from './hand-through.js';
import { hiddenFields } from './hidden-fields.js';
import { KeptDocuments } from './kept-documents.js';
import type { Messages } from '../i18n/messages.js';
import type { Log } from '../log/log.js';
import { currentTrace } from '../log/trace.js';
import { notedOperations } from './noted-operations.js';
import { busy, insufficientStorage, isBusy, unavailable } from './request-errors.js';
import { isUnreachable } from '../database/unreachable.js';
import { isDiskFull } from '../storage/full-disk.js';
import { stringifyAnswer } from './stringify-answer.js';
import { unavailability } from './unavailability.js';
import { bindSchema } from '../read/bind-schema.js';
import { saidBounds } from '../read/said-bounds.js';
import type { Reader } from '../read/reader.js';

type Identify = (request: FastifyRequest, language: Language | null) => Promise<Viewer>;

interface Identification {
  /** Of a request that has just come. */
  readonly admit: Identify;
  /** Of the same request later on. */
  readonly ofRequest: Identify;
}

/** What the client may be told of; the codes are stable. */
const EXPECTED = new Set([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'BUSY',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'INSUFFICIENT_STORAGE',
  'NOT_FOUND',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'QUERY_TOO_LARGE',
  'TOO_MANY_REQUESTS',
  'UNAUTHENTICATED',
  'UNAVAILABLE',
]);

/** GraphQL over HTTP: one viewer per request, the schema bound to the read models, nothing loaded from elsewhere. */
export const apolloOptions = (
  reader: Reader,
  viewers: Identification,
  messages: Messages,
  log: Log,
): Omit<ApolloDriverConfig, 'driver'> => ({
  // Else Nest makes each executed answer a 200, also where the database was gone: neither proxies nor the door saw it.
  preserveHttpStatusForExecutionErrors: false,
  autoSchemaFile: true,
  sortSchema: true,
  playground: false,
  graphiql: false,
  introspection: true,
  csrfPrevention: true,
  persistedQueries: false,
  parseOptions: { maxTokens: MOST_TOKENS },
  validationRules: [documentLimits, knownOperations],
  // What a stranger may see of the schema is not told by "Did you mean" either.
  validationOptions: { maxErrors: 10, hideSuggestions: true },
  maxRecursiveSelections: MOST_SELECTIONS,
  includeStacktraceInErrorResponses: false,
  transformSchema: (schema) =>
    failuresAsData(bindSchema(textArguments(saidBounds(nullablePayloads(schema))), reader), messages),
  context: async (request: FastifyRequest, reply: FastifyReply) => {
    const language = languageOf(request.headers['accept-language']);
    const viewer = await viewers.admit(request, language).catch(unavailableInstead);
    return { request, reply, viewer, identify: () => viewers.ofRequest(request, language) };
  },
  formatError: (formatted, error) => told(formatted, error, log),
  plugins: [
    // It wraps every field's resolver: measured at a third of the time of a large answer.
    ApolloServerPluginCacheControlDisabled(),
    ApolloServerPluginInlineTraceDisabled(),
    ApolloServerPluginLandingPageDisabled(),
    ApolloServerPluginSchemaReportingDisabled(),
    ApolloServerPluginUsageReportingDisabled(),
    hiddenFields,
    requestLimits,
    notedOperations,
    unavailability,
    handThrough(),
  ],
  documentStore: new KeptDocuments(),
  stringifyResult: stringifyAnswer,
  // What goes wrong inside Apollo itself, which answers it with a 500.
  logger: {
    debug: () => undefined,
    info: () => undefined,
    warn: (what: unknown) => log.disturbed('apollo', what),
    error: (what: unknown) => log.failed('apollo', what),
  },
});

/** Before GraphQL begins Apollo takes the status from the error itself. */
function unavailableInstead(error: unknown): never {
  throw isUnreachable(error) ? unavailable() : error;
}

function told(formatted: GraphQLFormattedError, error: unknown, log: Log): GraphQLFormattedError {
  const { locations, path } = formatted;
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const { message, extensions } = mended(cause) ?? formatted;
  // Apollo calls whatever a validation rule finds by one code.
  const own = cause instanceof GraphQLError ? cause.extensions['code'] : undefined;
  const code = (own ?? extensions?.['code']) as string;
  const trace = currentTrace();
  // Told in words, but no less a failure, which somebody has to mend.
  if (code === 'INSUFFICIENT_STORAGE') log.failed('graphql', cause);
  if (EXPECTED.has(code))
    return { message: withoutSuggestion(message), locations, path, extensions: { code, trace } };
  log.failed('graphql', cause);
  return {
    message: 'Something went wrong on our side. Try again; if it stays so, tell us the trace id.',
    locations,
    path,
    extensions: { code: 'INTERNAL_SERVER_ERROR', trace },
  };
}

/** graphql-js suggests names for values of variables, whatever `hideSuggestions` says. */
const withoutSuggestion = (message: string): string => message.replace(/ Did you mean .*\?$/, '');

/** What mends itself, or is mended by whoever runs the installation. */
function mended(cause: unknown): GraphQLError | null {
  if (isBusy(cause)) return busy();
  if (isDiskFull(cause)) return insufficientStorage();
  return isUnreachable(cause) ? unavailable() : null;
}
