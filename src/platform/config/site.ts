/** Where people reach Tavola: the origin that links start with, without a slash at the end. */
export class Site {
  constructor(readonly baseUrl: string) {}
}
