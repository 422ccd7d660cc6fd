import { Actor } from '../setup/actor.js';
import { FixedClock } from '../setup/fixed-clock.js';
import { Tavola } from '../setup/tavola.js';

/** Who is in it, what has come of it so far, and which time it is. */
export class Story {
  readonly clock = new FixedClock('2017-11-25T08:00:00Z');
  tavola!: Tavola;
  lead!: Actor;
  projectId!: string;
  meetingId!: string;
  /** By the slug of the partner. */
  readonly partnerIds: Record<string, string> = {};
  readonly registrationIds: Record<string, string> = {};
  requests: Record<string, string> = {};
  /** Of the agenda, by their titles. */
  readonly items: Record<string, string> = {};
  private readonly coordinators: Record<string, Actor> = {};
  private readonly delegates: Record<string, Actor> = {};

  async begin(): Promise<void> {
    this.tavola = await Tavola.start({ clock: this.clock });
    await this.tavola.person('coordinator@norrkoping.example');
    this.lead = await this.as('coordinator@norrkoping.example');
  }

  async as(email: string): Promise<Actor> {
    return new Actor(await this.tavola.signedIn(email));
  }

  async coordinator(slug: string): Promise<Actor> {
    return (this.coordinators[slug] ??= await this.as(`coordinator@${slug}.example`));
  }

  async delegate(slug: string): Promise<Actor> {
    return (this.delegates[slug] ??= await this.as(`delegate1@${slug}.example`));
  }

  subjects(email: string): string[] {
    return this.tavola.mailsTo(email).map(({ subject }) => subject);
  }

  async meeting(actor: Actor, selection: string) {
    const { meeting } = await actor.asks(`{ meeting(project: "evolaq", slug: "cervia") { ${selection} } }`);
    return meeting;
  }
}
