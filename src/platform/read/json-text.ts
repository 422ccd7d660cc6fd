/** JSON as the database wrote it, on its way to the client without being read (docs/adr/0014-hand-through.md). */
export class JsonText {
  constructor(readonly text: string) {}

  read(): object {
    return JSON.parse(this.text) as object;
  }
}

/** The root value of an execution whose root fields answer with a {@link JsonText}. */
export const HANDED_THROUGH = Symbol('handed through');
