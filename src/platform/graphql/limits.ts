import { applyDecorators } from '@nestjs/common';
import { Field } from '@nestjs/graphql';
import { Matches, MaxLength, MinLength, ValidateIf } from 'class-validator';

/** What an update leaves out stays as it is, so it is not checked. */
const given = (_: object, value: unknown): boolean => value !== undefined && value !== null;

/** A line of text, such as a name or a title: not empty, at most so many characters. */
export const Line = (most = 200): PropertyDecorator =>
  applyDecorators(ValidateIf(given), MinLength(1), Matches(/\S/), MaxLength(most));

/** Paragraphs; may be empty. */
export const Paragraphs = (most = 10_000): PropertyDecorator =>
  applyDecorators(ValidateIf(given), MaxLength(most));

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
    ValidateIf(given),
    MinLength(1),
    MaxLength(200),
  );
