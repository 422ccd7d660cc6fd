import { setTimeout as sleep } from 'node:timers/promises';
import type { Face } from '../../factories/crowd.js';
import { RECORD, outcomeInput } from '../../factories/outcomes.js';
import { FIRST_DAY, type Scene } from '../scene.js';

const NAME = `mutation ($input: NameDelegatesInput!) { nameDelegates(input: $input) {
  registrations { id } userErrors { code } } }`;
const WALK_IN = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) {
  registration { id } userErrors { code } } }`;
const CHECK_IN = `mutation ($input: AttendanceInput!) { checkIn(input: $input) { record { id } userErrors { code } } }`;
const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { signUp { id } userErrors { code } } }`;
const ADD = `mutation ($input: AddAgendaItemInput!) { addAgendaItem(input: $input) {
  agendaItem { id } userErrors { code } } }`;
const PUBLISH = `mutation ($input: PublishAgendaInput!) { publishAgenda(input: $input) {
  meeting { agenda { release } } userErrors { code } } }`;
const DRAFT = `query ($id: ID!) { meeting(id: $id) { agenda(draft: true) { draftVersion } } }`;

/** Where what was acknowledged stands, and which event goes with it. `$1` is its id. */
const TRACES = {
  recordOutcome: `exists (select from outcome where id = $1) and exists (select from event where kind = 'outcome.recorded' and subject_id = $1)`,
  nameDelegates: `exists (select from registration where id = $1) and exists (select from event
    where kind = 'delegates.named' and details -> 'registrationIds' ? $1::text)`,
  registerWalkIn: `exists (select from registration where id = $1) and exists (select from event where kind = 'registration.made' and subject_id = $1)`,
  checkIn: `exists (select from attendance_record where id = $1) and exists (select from event where kind = 'attendance.checkedIn' and subject_id = $1)`,
  signUp: `exists (select from sign_up where id = $1) and exists (select from event where kind like 'signUp.%' and subject_id = $1)`,
  addAgendaItem: `exists (select from agenda_item where id = $1) and exists (select from event where kind like 'agendaItem.%' and subject_id = $1)`,
} as const;
type Kind = keyof typeof TRACES | 'publishAgenda';

/** The agenda has changed since its draft was read. */
const OVERTAKEN = 'publishAgenda CONFLICT';
/** Of an answer that says that nobody knows, since the database was away in the middle. */
const UNAVAILABLE = /^\w+ 503 UNAVAILABLE$/;

interface Acknowledged {
  readonly kind: Kind;
  /** Of what was made; of a release, its number. */
  readonly id: string;
}

/** What many people did, as they were told: the other half of the truth lies in the database. */
export class History {
  readonly acknowledged: Acknowledged[] = [];
  /** Nobody said whether it was done. */
  unanswered = 0;
  /** What was answered with a no, by what was asked and the code: how often. */
  readonly refused = new Map<string, number>();
  private goesOn = true;
  private done = 0;
  private readonly walkIns: string[] = [];

  constructor(
    private readonly scene: Scene,
    private readonly itemId: string,
    private readonly url: () => string,
    /** Whoever is named is new only in histories of different series. */
    private readonly series: string,
  ) {}

  /** Until told to end: so many write at the same time, each the next thing as soon as the last one is answered. */
  async write(writers: number): Promise<void> {
    const writer = async (): Promise<void> => {
      while (this.goesOn) {
        this.done += 1;
        await this.act(this.done).catch(async (error: unknown) => {
          if (error instanceof Refusal) this.refuse(error.message);
          else this.unanswered += 1;
          await sleep(200);
        });
      }
    };
    await Promise.all(Array.from({ length: writers }, writer));
  }

  end(): void {
    this.goesOn = false;
  }

  /** Refusals that nobody expects, in words with numbers; or "none". */
  unexpected(isDatabaseKilled: boolean): string {
    const isExpected = (what: string) => what === OVERTAKEN || (isDatabaseKilled && UNAVAILABLE.test(what));
    return inWords([...this.refused].filter(([what]) => !isExpected(what)));
  }

  /** How many of those that were acknowledged are not there, or not with their event. */
  async lost(): Promise<number> {
    let lost = 0;
    for (const [kind, of] of Map.groupBy(this.acknowledged, (one) => one.kind)) {
      const ids = of.map(({ id }) => id);
      lost += await this.count(
        kind === 'publishAgenda'
          ? `select count(*)::int as n from unnest($1::text[]) as t(id) where not exists (select from event
               where kind = 'agenda.published' and details ->> 'number' = t.id)`
          : `select count(*)::int as n from unnest($1::uuid[]) as t(id) where not (${TRACES[kind].replaceAll('$1', 't.id')})`,
        ids,
      );
    }
    return lost;
  }

  private async count(text: string, ids: readonly string[]): Promise<number> {
    return Number((await this.scene.tavola.sql(text, [ids]))[0]?.['n']);
  }

  private async act(turn: number): Promise<void> {
    const { of, meetingId, people } = this.scene;
    const face = people[turn % people.length] as Face;
    const does = (kind: Kind, text: string, input: object) => this.does(face, kind, text, input);
    const what = turn % 40 === 0 ? 6 : turn % 6;
    if (what === 0) {
      const owner = { kind: 'ACTION', title: `Action ${turn}`, ownerPartnerId: of.partnerIds['cervia'] };
      this.note('recordOutcome', (await does('recordOutcome', RECORD, outcomeInput(of, owner)))['outcome']);
    } else if (what === 1) {
      const email = `${this.series}${turn}@skovde.example`;
      const delegates = [{ name: `Delegate ${turn}`, email, language: 'sv' }];
      const input = { meetingId, partnerId: of.partnerIds['skovde'], delegates };
      const { registrations } = await does('nameDelegates', NAME, input);
      this.note('nameDelegates', (registrations as unknown[])[0]);
    } else if (what === 2) {
      const input = { meetingId, name: `Guest ${turn}`, town: 'Cervia' };
      const { registration } = await does('registerWalkIn', WALK_IN, input);
      this.note('registerWalkIn', registration);
      this.walkIns.push((registration as { id: string }).id);
    } else if (what === 3) {
      const registrationId = this.walkIns.pop();
      if (!registrationId) return;
      this.note('checkIn', (await does('checkIn', CHECK_IN, { registrationId, day: FIRST_DAY }))['record']);
    } else if (what === 4) {
      this.note('signUp', (await does('signUp', SIGN_UP, { agendaItemId: this.itemId }))['signUp']);
    } else if (what === 5) {
      const times = { startsAtLocal: `${FIRST_DAY}T10:00`, endsAtLocal: `${FIRST_DAY}T11:00` };
      const input = { meetingId, kind: 'SESSION', title: `Session ${turn}`, ...times };
      this.note('addAgendaItem', (await does('addAgendaItem', ADD, input))['agendaItem']);
    } else {
      await this.publish(face);
    }
  }

  /** What others add in the meantime is in the way; so a few times. */
  private async publish(face: Face, tries = 8): Promise<void> {
    const { meetingId } = this.scene;
    const draft = await this.send(face, 'draft', DRAFT, { id: meetingId });
    const { draftVersion } = (draft as { meeting: { agenda: { draftVersion: number } } }).meeting.agenda;
    try {
      const { meeting } = await this.does(face, 'publishAgenda', PUBLISH, { meetingId, draftVersion });
      // Another release may have followed before it was read: then that one was published, and this one before it.
      const { release } = (meeting as { agenda: { release: number } }).agenda;
      this.acknowledged.push({ kind: 'publishAgenda', id: String(release) });
    } catch (error) {
      if (!(error instanceof Refusal) || error.message !== OVERTAKEN || tries === 1) throw error;
      this.refuse(error.message);
      await this.publish(face, tries - 1);
    }
  }

  private async does(face: Face, kind: Kind, text: string, input: object): Promise<Payload> {
    const payload = (await this.send(face, kind, text, { input }))[kind] as Payload;
    for (const { code } of payload.userErrors) throw new Refusal(`${kind} ${code}`);
    return payload;
  }

  private note(kind: Kind, made: unknown): void {
    this.acknowledged.push({ kind, id: (made as { id: string }).id });
  }

  private refuse(what: string): void {
    this.refused.set(what, (this.refused.get(what) ?? 0) + 1);
  }

  /** @throws Refusal when there is an answer, and it says no; another error when there is none */
  private async send(
    { browser }: Face,
    what: string,
    query: string,
    variables: object,
  ): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...browser.headers },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    const { data, errors } = answerIn(text);
    if (data && !errors) return data;
    const code = errors?.[0]?.extensions?.code ?? text.slice(0, 80);
    throw new Refusal(`${what} ${response.status} ${code}`);
  }
}

export const inWords = (counts: Iterable<[string, number]>): string =>
  [...counts].map(([what, times]) => `${times} x ${what}`).join(', ') || 'none';

/** An answer, and not the one that was hoped for: nothing was done, or with UNAVAILABLE nobody knows. */
class Refusal extends Error {}

interface Payload extends Record<string, unknown> {
  readonly userErrors: readonly { readonly code: string }[];
}

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

function answerIn(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return {};
  }
}
