import type { ValidationError } from 'class-validator';
import { DomainError, UserErrorCode } from './user-errors.js';

/** The first value that does not fit its input class, as a failure with its path. */
export function validationError(errors: readonly ValidationError[]): DomainError {
  const path = ['input'];
  let current = errors[0];
  while (current) {
    path.push(current.property);
    current = current.children?.[0];
  }
  return new DomainError(UserErrorCode.INVALID, path);
}
