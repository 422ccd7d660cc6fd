import { GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { readModelOf } from './read-model.js';

/** Says in the description of each plain list how many it holds at most, and which of more: none ends without a word. */
export function saidBounds(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    const model = type instanceof GraphQLObjectType ? readModelOf(type.name) : undefined;
    if (!model) continue;
    for (const definition of Object.values((type as GraphQLObjectType).getFields())) {
      const field = model.fields[definition.name];
      if (field?.kind !== 'many') continue;
      const which = field.newest ? 'the last' : 'the first';
      definition.description = `${definition.description ?? ''} At most ${field.bound}; of more, ${which}.`;
    }
  }
  return schema;
}
