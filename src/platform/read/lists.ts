import { type GraphQLOutputType, isListType, isNonNullType } from 'graphql';

/** Whether a field of the schema answers with a list. */
export const isList = ({ type }: { type: GraphQLOutputType }): boolean =>
  isListType(isNonNullType(type) ? type.ofType : type);
