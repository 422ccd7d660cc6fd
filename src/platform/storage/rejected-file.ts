export type RejectionReason = 'TYPE' | 'EMPTY' | 'MACROS' | 'ZIP_BOMB' | 'TOO_MUCH' | 'DAMAGED';

const MESSAGES: Record<RejectionReason, string> = {
  TYPE: 'The file is of a type that is not accepted, or its content is not what its name says.',
  EMPTY: 'The file is empty.',
  MACROS: 'The file contains macros. Save it without them and upload it again.',
  ZIP_BOMB: 'The file unpacks to more than is accepted.',
  TOO_MUCH: 'The file is made of more parts than is accepted.',
  DAMAGED: 'The file is damaged or incomplete.',
};

/**
 * A file that must not be kept. `reason` is for the reader's translation, `details` for its parameters and
 * for logs.
 */
export class RejectedFile extends Error {
  override readonly name = 'RejectedFile';

  constructor(
    readonly reason: RejectionReason,
    readonly details: Record<string, string | number> = {},
  ) {
    super(MESSAGES[reason]);
  }
}

/** What a client is told about a refused file: a code to translate, and English for those that do not. */
export function rejectionBody(reason = 'REJECTED'): { code: string; message: string } {
  const message = Object.hasOwn(MESSAGES, reason)
    ? MESSAGES[reason as RejectionReason]
    : 'The file was refused.';
  return { code: reason, message };
}
