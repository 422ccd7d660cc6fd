/** The code of a sign-in mail: alone after its word, since in the link's signature eight such characters may stand as well. */
export const codeIn = (text: string): string | undefined => /: ([A-HJ-NP-Z2-9]{8})$/m.exec(text)?.[1];
