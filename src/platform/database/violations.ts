import { QueryFailedError } from 'typeorm';
import type { DomainError } from '../graphql/user-errors.js';

/** What each named constraint means to whoever asked. */
type Meanings = Readonly<Record<string, () => DomainError>>;

/** Runs the statement; a violated constraint of the list becomes its DomainError, everything else stays as it is. */
export async function meaning<Result>(meanings: Meanings, statement: Promise<Result>): Promise<Result> {
  try {
    return await statement;
  } catch (error) {
    const constraint =
      error instanceof QueryFailedError && (error.driverError as { constraint?: string }).constraint;
    throw (constraint && meanings[constraint]?.()) || error;
  }
}
