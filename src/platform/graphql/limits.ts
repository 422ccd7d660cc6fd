import { applyDecorators } from '@nestjs/common';
import { Field } from '@nestjs/graphql';
import {
  IsDefined,
  IsOptional,
  Matches,
  MaxLength,
  MinLength,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { isLocalDate, isLocalDateTime } from '../time/wall-time.js';
import { DomainError, UserErrorCode } from './user-errors.js';

/** Something to see, and no control characters: a line break would break whatever it is put into. */
const ONE_LINE = /^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u;

/** In updates: may be left out, and then stays; but there is no such thing without it. */
export const NotNull = (): PropertyDecorator =>
  applyDecorators(
    ValidateIf((_: object, value: unknown) => value !== undefined),
    IsDefined(),
  );

/** A line of text, such as a name or a title: not empty, at most so many characters. May be left out. */
export const Line = (most = 200): PropertyDecorator =>
  applyDecorators(IsOptional(), MinLength(1), Matches(ONE_LINE), MaxLength(most));

/**
 * A line of text that is an argument of its own, where no class validates.
 * @throws DomainError INVALID at this path
 */
export function ensureLine(text: string, most: number, path: readonly string[]): void {
  if (text.trim() === '' || text.length > most) throw new DomainError(UserErrorCode.INVALID, path);
}

/** In updates: a line of text that may be left out, but not be cleared. */
export const RequiredLine = (most = 200): PropertyDecorator =>
  applyDecorators(NotNull(), MinLength(1), Matches(ONE_LINE), MaxLength(most));

/** Paragraphs; may be empty. */
export const Paragraphs = (most = 10_000): PropertyDecorator =>
  applyDecorators(IsOptional(), MaxLength(most));

const text = (name: string, is: (value: string) => boolean): PropertyDecorator =>
  ValidateBy({
    name,
    validator: { validate: (value: string | null | undefined) => value == null || is(value) },
  });

/** A day that the calendar has; the scalar sees to its form alone, since it cannot name the field. May be left out. */
export const CalendarDay = (): PropertyDecorator => text('calendarDay', isLocalDate);

/** A wall time that clocks show on some day of the calendar. May be left out. */
export const WallTime = (): PropertyDecorator => text('wallTime', isLocalDateTime);

/** Lower-case letters, digits and hyphens, as they stand in addresses. */
export const Slug = (): PropertyDecorator =>
  applyDecorators(Matches(/^[a-z0-9]+(-[a-z0-9]+)*$/), MaxLength(60));

/** On creations without a natural key: a client that got no answer sends the same again and makes nothing twice. */
export const IdempotencyKeyField = (): PropertyDecorator =>
  applyDecorators(
    Field(() => String, {
      nullable: true,
      description: 'Chosen by the client, at most 200 characters: the same key creates once.',
    }),
    IsOptional(),
    MinLength(1),
    MaxLength(200),
  );
