import type { GraphQLScalarType, GraphQLSchema, ValueNode } from 'graphql';
import { uuidOf } from '../database/uuid.js';
import { badInput } from './request-errors.js';

/**
 * What String and ID take, wherever they stand in an argument. They refuse what PostgreSQL cannot store (NUL, half a
 * surrogate pair): a service would answer it as a fault of ours. An ID that clients write in capitals goes on in lower
 * case, as it stands in the rows, so that no comparison has to know of it.
 */
export function textArguments(schema: GraphQLSchema): GraphQLSchema {
  take(schema, 'String', storable);
  take(schema, 'ID', (value) => {
    const id = storable(value);
    return typeof id === 'string' ? (uuidOf(id) ?? id) : id;
  });
  return schema;
}

function take(schema: GraphQLSchema, name: string, taken: (value: unknown) => unknown): void {
  const scalar = schema.getType(name) as GraphQLScalarType;
  const { parseValue, parseLiteral } = scalar;
  scalar.parseValue = (value) => taken(parseValue(value));
  scalar.parseLiteral = (node: ValueNode, variables) => taken(parseLiteral(node, variables));
}

function storable(value: unknown): unknown {
  if (typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'))) return value;
  throw badInput('A text holds a NUL character or half of a character. Take it out.');
}
