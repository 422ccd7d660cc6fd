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

/**
 * Something to see, and neither control characters nor line breaks, which would break whatever it is put into, nor what
 * turns the direction of what follows (Unicode Standard Annex #9, section 2): a reader would see other words. Letters
 * and symbols that show nothing, such as the Hangul filler and the Braille blank, are nothing to see.
 */
const ONE_LINE =
  /^(?=.*(?![\p{DI}\u2800])[\p{L}\p{N}\p{P}\p{S}])[^\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+$/su;

/** Mail programs make a link of it, and a mail of ours begins with the name: anybody could have it say anything. */
const LINK = /:\/\/|www\./iu;

/** Whether this can be the name of a person, for whom no class validates. */
export const isPersonName = (text: string): boolean =>
  text.length <= 200 && ONE_LINE.test(text) && !LINK.test(text);

/** In updates: may be left out, and then stays; but there is no such thing without it. */
export const NotNull = (): PropertyDecorator =>
  applyDecorators(
    ValidateIf((_: object, value: unknown) => value !== undefined),
    IsDefined(),
  );

/** A line of text, such as a name or a title: not empty, at most so many characters. May be left out. */
export const Line = (most = 200): PropertyDecorator =>
  applyDecorators(IsOptional(), MinLength(1), Matches(ONE_LINE), MaxLength(most));

/** Whether this shows something, on one line and from left to right. */
export const isOneLine = (text: string): boolean => ONE_LINE.test(text);

/**
 * A line of text that is an argument of its own, where no class validates.
 * @throws DomainError INVALID at this path
 */
export function ensureLine(text: string, most: number, path: readonly string[]): void {
  if (!ONE_LINE.test(text) || text.length > most) throw new DomainError(UserErrorCode.INVALID, path);
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

/** What somebody is called; mails are full of it. */
export const PersonName = (): PropertyDecorator =>
  applyDecorators(
    Line(),
    text('personName', (name) => !LINK.test(name)),
  );

/** Years in which somebody may mean to meet: further ones are slips, and days near the end of the calendar have no next. */
const MEANT = /^(?:19|20|21)/;

/**
 * A day that the calendar has, of the years 1900 to 2199; the scalar sees to its form alone, since it cannot name the field.
 * May be left out.
 */
export const CalendarDay = (): PropertyDecorator =>
  text('calendarDay', (day) => MEANT.test(day) && isLocalDate(day));

/** A wall time that clocks show on some such day. May be left out. */
export const WallTime = (): PropertyDecorator =>
  text('wallTime', (local) => MEANT.test(local) && isLocalDateTime(local));

const LANGUAGE_NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** ISO 639 code of a language, in its shortest form: sv, hsb. May be left out. */
export const LanguageCode = (): PropertyDecorator =>
  text('languageCode', (code) => /^[a-z]{2,3}$/.test(code) && LANGUAGE_NAMES.of(code) !== undefined);

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Lower-case letters, digits and hyphens, as they stand in addresses. */
export const Slug = (): PropertyDecorator => applyDecorators(Matches(SLUG), MaxLength(60));

/** Whether there can be anything of this name. */
export const isSlug = (text: string): boolean => SLUG.test(text) && text.length <= 60;

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
