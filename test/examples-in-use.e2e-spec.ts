import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Actor } from './setup/actor.js';
import { example } from './setup/example.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const MEETING = `{ meeting(project: "evolaq", slug: "example") { id workshops { id title places { capacity } } } }`;
const WHO = 'delegate1@collecchio.example';

interface Programme {
  readonly state: string;
  readonly meeting: { readonly title: string };
  readonly signUps: readonly { readonly state: string; readonly agendaItem: { readonly title: string } }[];
}
interface Trouble {
  readonly kind: string;
  readonly state: string;
  readonly smtpAnswer: string;
  readonly person: { readonly name: string };
  readonly meeting: { readonly title: string };
}

/** What finds nothing on the day of the first start: somebody has to come first, and a mail to go astray. */
describe('the examples, once somebody comes', () => {
  let tavola: Tavola;
  let lead: Actor;
  let delegate: Actor;

  beforeAll(async () => {
    tavola = await Tavola.start({ demo: true });
    lead = new Actor(await tavola.signedIn('coordinator@norrkoping.example'));
    delegate = new Actor(await tavola.signedIn(WHO));
    const { meeting } = await delegate.asks(MEETING);
    const needs = { diets: ['VEGETARIAN'], access: 'A ramp' };
    await delegate.does(
      'register',
      { meetingId: meeting.id, needs, photoConsent: false },
      'registration { id }',
    );
    const [workshop] = meeting.workshops.filter(({ places }: { places: unknown }) => places);
    await delegate.does('signUp', { agendaItemId: workshop.id }, 'signUp { id }');
    // The mail catcher refuses nobody, so what a mail server would have said is written past it. Where the mail still waited
    // when he registered, it does not leave: that he is registered tells his calendar more.
    const asked = `from event e where e.id = event_id and e.kind = 'delegates.named' and recipient = '${WHO}'`;
    const isOver = async () =>
      (
        await tavola.sql(
          `select 1 from email where state in ('SENT', 'DISCARDED') and exists (select ${asked})`,
        )
      ).length === 1;
    await until(isOver, 20_000);
    await tavola.sql(
      `update email set state = 'FAILED', smtp_answer = '550 5.1.1 No such user' ${asked}`,
      [],
      tavola.database.superuserUrl,
    );
  }, 60_000);
  afterAll(() => tavola.stop());

  it('the host is told what they need', async () => {
    const { meeting } = await lead.asks(example('needs-of-participants.graphql'));
    expect([meeting.registrations.totalCount, ...meeting.registrations.nodes]).toEqual([
      1,
      {
        person: { name: 'Delegate 1, Collecchio' },
        needs: {
          diets: ['VEGETARIAN'],
          diet: null,
          accessNeeds: ['OTHER'],
          access: 'A ramp',
          interpretationLanguage: null,
          interpretation: null,
          emergencyContact: null,
        },
        photoConsent: false,
      },
    ]);
  });

  it('the host finds when they come, who fetches them, and where they sleep', async () => {
    const { viewer } = await delegate.asks('{ viewer { registrations { id meeting { slug startsOn } } } }');
    const [own] = viewer.registrations.filter(
      ({ meeting }: { meeting: { slug: string } }) => meeting.slug === 'example',
    );
    const night = {
      registrationId: own.id,
      firstNight: own.meeting.startsOn,
      lastNight: own.meeting.startsOn,
    };
    await delegate.does('addHotelStay', { ...night, hotel: 'Albergo' }, 'hotelStay { id }');
    const leg = {
      registrationId: own.id,
      direction: 'TO_MEETING',
      mode: 'TRAIN',
      number: 'EC 85',
      fromPlace: 'Parma',
      fromTimeZone: 'Europe/Rome',
      departsAtLocal: `${own.meeting.startsOn}T07:00`,
      toPlace: 'Cervia',
      toTimeZone: 'Europe/Rome',
      arrivesAtLocal: `${own.meeting.startsOn}T09:10`,
      wantsPickUp: true,
    };
    await delegate.does('addTravelLeg', leg, 'travelLeg { id }');
    const { meeting } = await lead.asks(example('arrivals-of-a-day.graphql'));
    expect(meeting.arrivals.nodes.map(({ number, toPlace }: typeof leg) => [number, toPlace])).toEqual([
      ['EC 85', 'Cervia'],
    ]);
    expect(
      meeting.pickUps.map(({ place, people }: { place: string; people: number }) => [place, people]),
    ).toEqual([['Cervia', 1]]);
    const { meeting: nights } = await lead.asks(example('nights-in-hotels.graphql'));
    expect(nights.hotelNights).toEqual([{ hotel: 'Albergo', night: own.meeting.startsOn, people: 1 }]);
  });

  it('the delegate finds where he goes', async () => {
    const { viewer } = await delegate.asks(example('my-programme.graphql'));
    const lines = viewer.registrations.flatMap(({ meeting, state, signUps }: Programme) =>
      signUps.map((signUp) => [meeting.title, state, signUp.agendaItem.title, signUp.state]),
    );
    expect(lines).toEqual([
      ['Final meeting', 'CONFIRMED', 'Training and recruiting volunteers', 'CONFIRMED'],
      ['Example meeting: try it out', 'CONFIRMED', 'Young people as volunteers', 'CONFIRMED'],
    ]);
  });

  it('the lead partner learns which mail did not arrive', async () => {
    const { project } = await lead.asks(example('which-mails-did-not-arrive.graphql'));
    const { totalCount, nodes } = project.mailsInTrouble;
    const lines = nodes.map(({ kind, state, smtpAnswer, person, meeting }: Trouble) => [
      kind,
      state,
      smtpAnswer,
      person.name,
      meeting.title,
    ]);
    expect([totalCount, ...lines]).toEqual([
      1,
      [
        'delegates.named',
        'FAILED',
        '550 5.1.1 No such user',
        'Delegate 1, Collecchio',
        'Example meeting: try it out',
      ],
    ]);
  });
});
