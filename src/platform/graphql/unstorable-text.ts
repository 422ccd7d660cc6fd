import type { GraphQLScalarType, GraphQLSchema, ValueNode } from 'graphql';
import { badInput } from './request-errors.js';

/**
 * Makes String and ID refuse what PostgreSQL cannot store (NUL, half a surrogate pair), wherever it stands in an
 * argument: a service would answer it as a fault of ours.
 */
export function refuseUnstorableText(schema: GraphQLSchema): GraphQLSchema {
  for (const name of ['String', 'ID']) {
    const scalar = schema.getType(name) as GraphQLScalarType;
    const { parseValue, parseLiteral } = scalar;
    scalar.parseValue = (value) => storable(parseValue(value));
    scalar.parseLiteral = (node: ValueNode, variables) => storable(parseLiteral(node, variables));
  }
  return schema;
}

function storable(value: unknown): unknown {
  if (typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'))) return value;
  throw badInput('A text holds a NUL character or half of a character. Take it out.');
}
