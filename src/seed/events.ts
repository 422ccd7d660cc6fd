import type { OutcomeKind } from '../outcomes/outcome.entity.js';
import type { Language } from '../platform/access/viewer.js';
import type { PartnerSlug } from './evolaq.js';

export type Titles = Partial<Record<Language, string>>;

interface Stated {
  /** Left out: of the whole meeting. */
  readonly partner?: PartnerSlug;
  readonly text: string;
  readonly exact?: number;
  readonly atLeast?: number;
  readonly source: string;
}

export interface SourcedOutcome {
  readonly key: string;
  readonly kind: `${OutcomeKind}`;
  readonly title: string;
  readonly text: string;
  readonly partner?: PartnerSlug;
}

/** One of the nine events, as the sources state it. */
export interface EventFacts {
  readonly number: number;
  readonly slug: string;
  readonly host: PartnerSlug;
  /** Left out: no source states one. */
  readonly titles?: Titles & { en: string };
  readonly description: string;
  readonly sources: readonly string[];
  readonly place: string;
  readonly country: string;
  readonly timeZone: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly stated?: readonly Stated[];
  readonly outcomes?: readonly SourcedOutcome[];
}

const NORRKOPING =
  'https://norrkoping.se/organisation/internationell-samverkan/internationella-projekt/evolaqs-konferenser';
const COLLECCHIO =
  'https://www.comune.collecchio.pr.it/servizi/Menu/dinamica.aspx?idSezione=18144&idArea=18147&idCat=46030&ID=75855&TipoElemento=pagina';
const ENZKREIS =
  'https://www.enzkreis.de/Kreis-Verwaltung/Internationales-Europa/index.php?La=1&object=tx,2891.353.1&kat=&kuo=2&sub=0';
const LIIVERI = 'https://www.liiveri.net/evolaq';
const MUEHLACKER = 'http://www.muehlackerblog.de/de/aktuelles/meldungen/Freiwillige.php';
const PFORZHEIM =
  'https://www.pz-news.de/region_artikel,-Spitze-beim-Einsatz-fuer-die-Allgemeinheit-_arid,1131348.html';
const DAUGAVPILS_2016 = 'https://www.daugavpils.lv/en/city/news/city-news/read-13221';
const DAUGAVPILS_2017 = 'https://daugavpils.lv/en/city/news/city-news/read-15076';
export const CERVIA =
  'http://www.comunecervia.it/citta/notizie/notizia/il-volontariato-europeo-fa-tappa-a-cervia.html';
export const IDEAGINGER =
  'https://ideaginger.it/news/manteniamo-accese-le-luci-a-mensa-amica-e-all-emporio-solidale-di-cervia/lancio-campagna-crowdfunding.html';

/** Only one source lists all events; it gives no numbers, so from the third on the number is the place in its list. */
const BY_DATE = 'No source numbers it; the number is its place by date.';

const listed = (counts: Partial<Record<PartnerSlug, number>>): Stated[] =>
  Object.entries(counts).map(([partner, exact]) => ({
    partner: partner as PartnerSlug,
    text: String(exact),
    exact,
    source: NORRKOPING,
  }));

export const EVENTS: readonly EventFacts[] = [
  {
    number: 1,
    slug: 'linz',
    host: 'vsg',
    titles: {
      en: 'Coordination and preparation meeting',
      sv: 'Samordning och förberedelse av projekts aktiviteter och konferenser',
      it: 'Incontro di preparazione e coordinamento del progetto',
      de: 'Treffen zur Koordination und Vorbereitung der Projektaktivitäten',
      fi: 'Aloitustilaisuus',
    },
    description:
      'The kick-off: how the activities are carried out, money, how the partners and the coordinator work together, and how the project makes itself known. Three pages state 27 participants, but the numbers that they list add up to 28.',
    sources: [NORRKOPING, COLLECCHIO, ENZKREIS, LIIVERI],
    place: 'Linz, headquarters of VSG',
    country: 'AT',
    timeZone: 'Europe/Vienna',
    startsOn: '2016-03-01',
    endsOn: '2016-03-03',
    stated: [
      { text: '27', exact: 27, source: NORRKOPING },
      ...listed({
        norrkoping: 2,
        skovde: 1,
        dubrovnik: 1,
        collecchio: 2,
        cervia: 1,
        daugavpils: 2,
        enzkreis: 1,
        liiveri: 1,
        vsg: 17,
      }),
    ],
    outcomes: [
      {
        key: 'website',
        kind: 'DECISION',
        title: 'Create a website of the project',
        text: `All that the project produces is put on www.evolaqproject.eu.\n\nSource: ${NORRKOPING}`,
      },
    ],
  },
  {
    number: 2,
    slug: 'norrkoping',
    host: 'norrkoping',
    titles: { en: 'Conference in Norrköping' },
    description:
      'Young people, immigrants and people with disabilities. Participants got to know ways to encourage voluntary work: volunteer passports, free rides, discounts and bonus points in town, advertising. The stated total is 70; what could be read of the list adds up to 68, and breaks off at another 3 whose organisation is missing. One page speaks of eight countries and names seven.',
    sources: [NORRKOPING, DAUGAVPILS_2016, ENZKREIS, LIIVERI],
    place: 'Norrköping',
    country: 'SE',
    timeZone: 'Europe/Stockholm',
    startsOn: '2016-05-30',
    endsOn: '2016-06-02',
    stated: [
      { text: '70', exact: 70, source: NORRKOPING },
      ...listed({
        norrkoping: 41,
        skovde: 3,
        dubrovnik: 4,
        collecchio: 4,
        cervia: 4,
        daugavpils: 4,
        enzkreis: 8,
      }),
    ],
    outcomes: [
      {
        key: 'work-group',
        kind: 'RESULT',
        partner: 'daugavpils',
        title: 'The local work group in Daugavpils heard of the conference',
        text: `It met on 13 June 2016.\n\nSource: ${DAUGAVPILS_2016}`,
      },
    ],
  },
  {
    number: 3,
    slug: 'enzkreis',
    host: 'enzkreis',
    titles: {
      en: 'Conference in the Enzkreis',
      de: 'Konferenz des Enzkreises im Rahmen des EU-Projekts EVOLAQ',
    },
    description: `Elderly people as volunteers, with people from six countries. The state ministry of Baden-Württemberg presented that 48.4 % of the people there volunteer. Visits to the citizens' meeting place in Straubenhardt and to the Enzgärten in Mühlacker. ${BY_DATE}`,
    sources: [MUEHLACKER, LIIVERI, PFORZHEIM],
    place: 'Pforzheim and the Enzkreis',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    startsOn: '2016-10-24',
    endsOn: '2016-10-27',
    stated: [
      { text: 'mehr als 60 (more than 60)', atLeast: 60, source: MUEHLACKER },
      { partner: 'enzkreis', text: 'fast 40 (nearly 40)', source: MUEHLACKER },
    ],
  },
  {
    number: 4,
    slug: 'dubrovnik',
    host: 'dubrovnik',
    description: `Young people as volunteers. ${BY_DATE}`,
    sources: [LIIVERI, DAUGAVPILS_2017],
    place: 'Dubrovnik',
    country: 'HR',
    timeZone: 'Europe/Zagreb',
    startsOn: '2016-11-21',
    endsOn: '2016-11-24',
  },
  {
    number: 5,
    slug: 'daugavpils',
    host: 'daugavpils',
    titles: {
      en: 'International thematic seminar on volunteering actions of multinational society in a multicultural environment',
    },
    description: `How people of different nationalities live together, and volunteering among them. Visits to the City Council, the university, the Design and Art School "Saules skola", the cultural centres of the nationalities, the fortress and the Mark Rothko Art Centre. ${BY_DATE}`,
    sources: [DAUGAVPILS_2017, LIIVERI],
    place: 'Daugavpils',
    country: 'LV',
    timeZone: 'Europe/Riga',
    startsOn: '2017-03-14',
    endsOn: '2017-03-16',
    outcomes: [
      {
        key: 'photos',
        kind: 'RESULT',
        partner: 'daugavpils',
        title: 'Presentations, photographs and an evaluation form were put online',
        text: `Source: ${DAUGAVPILS_2017}`,
      },
    ],
  },
  {
    number: 6,
    slug: 'ilmajoki',
    host: 'liiveri',
    description: `Volunteering in villages. The source leaves the town open. ${BY_DATE}`,
    sources: [LIIVERI],
    place: 'Ilmajoki or Seinäjoki',
    country: 'FI',
    timeZone: 'Europe/Helsinki',
    startsOn: '2017-04-10',
    endsOn: '2017-04-12',
  },
  {
    number: 7,
    slug: 'collecchio',
    host: 'collecchio',
    description: `A celebration of voluntary work. ${BY_DATE}`,
    sources: [LIIVERI],
    place: 'Collecchio',
    country: 'IT',
    timeZone: 'Europe/Rome',
    startsOn: '2017-05-11',
    endsOn: '2017-05-14',
  },
  {
    number: 8,
    slug: 'skovde',
    host: 'skovde',
    description: `Young people as volunteers. ${BY_DATE}`,
    sources: [LIIVERI],
    place: 'Skövde',
    country: 'SE',
    timeZone: 'Europe/Stockholm',
    startsOn: '2017-09-19',
    endsOn: '2017-09-21',
  },
  {
    number: 9,
    slug: 'cervia',
    host: 'cervia',
    titles: { en: 'Final meeting', it: 'Meeting finale', fi: 'Seurantatilaisuus' },
    description: `The end of the project. Over the nine meetings the partners compared how volunteers are trained and recruited, how their work is recognised and certified, and how public bodies and associations work together. Another source planned 12 to 14 December. People, times and figures here are an example: no source states them. ${BY_DATE}`,
    sources: [CERVIA, IDEAGINGER, LIIVERI],
    place: 'Cervia, Officine del Sale',
    country: 'IT',
    timeZone: 'Europe/Rome',
    startsOn: '2017-12-11',
    endsOn: '2017-12-13',
  },
];
