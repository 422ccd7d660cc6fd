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

interface Acknowledged {
  readonly kind: Kind;
  /** Of what was made; of a release, its number. */
  readonly id: string;
}

/** What many people did, as they were told: the other half of the truth lies in the database. */
export class History {
  readonly acknowledged: Acknowledged[] = [];
  unanswered = 0;
  private goesOn = true;
  private done = 0;
  private readonly walkIns: string[] = [];

  constructor(
    private readonly scene: Scene,
    private readonly itemId: string,
    private readonly url: () => string,
  ) {}

  /** Until told to end: so many write at the same time, each the next thing as soon as the last one is answered. */
  async write(writers: number): Promise<void> {
    const writer = async (): Promise<void> => {
      while (this.goesOn) {
        this.done += 1;
        await this.act(this.done).catch(async () => {
          this.unanswered += 1;
          await sleep(200);
        });
      }
    };
    await Promise.all(Array.from({ length: writers }, writer));
  }

  end(): void {
    this.goesOn = false;
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
    const does = async (kind: Kind, text: string, input: object): Promise<Record<string, unknown>> =>
      (await this.send(face, text, { input }))[kind] as Record<string, unknown>;
    const what = turn % 40 === 0 ? 6 : turn % 6;
    if (what === 0) {
      const owner = { kind: 'ACTION', title: `Action ${turn}`, ownerPartnerId: of.partnerIds['cervia'] };
      this.note('recordOutcome', (await does('recordOutcome', RECORD, outcomeInput(of, owner)))['outcome']);
    } else if (what === 1) {
      const delegates = [{ name: `Delegate ${turn}`, email: `d${turn}@skovde.example`, language: 'sv' }];
      const input = { meetingId, partnerId: of.partnerIds['skovde'], delegates };
      const { registrations } = await does('nameDelegates', NAME, input);
      this.note('nameDelegates', (registrations as unknown[] | null)?.[0]);
    } else if (what === 2) {
      const input = { meetingId, name: `Guest ${turn}`, town: 'Cervia' };
      const { registration } = await does('registerWalkIn', WALK_IN, input);
      this.note('registerWalkIn', registration);
      if (registration) this.walkIns.push((registration as { id: string }).id);
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
      const draft = (await this.send(face, DRAFT, { id: meetingId })) as {
        meeting: { agenda: { draftVersion: number } };
      };
      const { draftVersion } = draft.meeting.agenda;
      const { meeting } = await does('publishAgenda', PUBLISH, { meetingId, draftVersion });
      // Another release may have followed before it was read: then that one was published, and this one before it.
      const release = (meeting as { agenda: { release: number } } | null)?.agenda.release;
      if (release) this.acknowledged.push({ kind: 'publishAgenda', id: String(release) });
    }
  }

  /** What was refused is null, and no acknowledgement. */
  private note(kind: Kind, made: unknown): void {
    if (made) this.acknowledged.push({ kind, id: (made as { id: string }).id });
  }

  private async send({ browser }: Face, query: string, variables: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...browser.headers },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(20_000),
    });
    const { data, errors } = (await response.json()) as {
      data: Record<string, unknown> | null;
      errors?: unknown[];
    };
    if (!data || errors) throw new Error(JSON.stringify(errors));
    return data;
  }
}
