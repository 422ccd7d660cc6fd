import { type DestinationStream, type Logger, destination, pino, stdTimeFunctions } from 'pino';
import { loggedError } from './logged-error.js';
import { currentTrace } from './trace.js';

/** `warn` tells what was refused or failed, `info` every request too. Neither leaves out what people see as an error. */
export const LOG_LEVELS = ['info', 'warn'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Ids, counts, codes and names from the source code. Never what somebody wrote, nor who he is but for his id. */
export type Facts = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** What the operators of an installation are told: one JSON object per line, with the trace id of what it is about. */
export class Log {
  private constructor(private readonly pino: Logger) {}

  /**
   * On the standard error stream, since the greeting is on the other one. Line by line: what a killed process wrote
   * last is what is looked for.
   */
  static toStderr(level: LogLevel): Log {
    return Log.to(level, destination({ fd: 2, sync: true }));
  }

  static to(level: LogLevel, stream: DestinationStream): Log {
    const options = {
      level,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      mixin: () => ({ trace: currentTrace() }),
    };
    return new Log(pino(options, stream));
  }

  info(what: string, facts: Facts = {}): void {
    this.pino.info(facts, what);
  }

  warn(what: string, facts: Facts = {}): void {
    this.pino.warn(facts, what);
  }

  /** A fault of ours, or of what we stand on. */
  failed(what: string, error: unknown, facts: Facts = {}): void {
    this.pino.error({ ...facts, error: loggedError(error) }, what);
  }

  /** Something that mends itself, such as a connection that is made anew. */
  disturbed(what: string, error: unknown, facts: Facts = {}): void {
    this.pino.warn({ ...facts, error: loggedError(error) }, what);
  }
}
