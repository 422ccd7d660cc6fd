import type { Type } from '@nestjs/common';
import { Args } from '@nestjs/graphql';

/** The one argument of most mutations, so that a client sends one variable. */
export const Input = (type: () => Type): ParameterDecorator =>
  Args('input', { type, description: 'What is to be done.' });
