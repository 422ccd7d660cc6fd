/** Typst has no prebuilt part for this machine, or it was not installed. */
export class NoPapers extends Error {
  constructor(reason: string) {
    super(
      `PDFs cannot be made here: the package @myriaddreamin/typst-ts-node-compiler has no part for ${process.platform} on ` +
        `${process.arch} that loads. Install again without leaving out optional packages ("npm ci"). ${reason}`,
    );
    this.name = 'NoPapers';
  }
}

/** So many wait for theirs that one more would wait too long. */
export class TooManyPapers extends Error {
  constructor() {
    super('Too many papers are waiting to be made.');
    this.name = 'TooManyPapers';
  }
}
