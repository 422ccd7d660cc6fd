/** The type of the one input of a mutation, which is named after it. */
export const inputOf = (mutation: string): string =>
  `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
