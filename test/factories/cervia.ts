/** The eight partners of EVOLAQ, from seven countries. */
export const PARTNERS = [
  { slug: 'skovde', name: 'Skövde kommun', town: 'Skövde', country: 'SE', language: 'sv' },
  { slug: 'collecchio', name: 'Comune di Collecchio', town: 'Collecchio', country: 'IT', language: 'it' },
  { slug: 'cervia', name: 'Comune di Cervia', town: 'Cervia', country: 'IT', language: 'it' },
  {
    slug: 'dubrovnik',
    name: 'Dubrovnik Development Agency',
    town: 'Dubrovnik',
    country: 'HR',
    language: 'hr',
  },
  { slug: 'enzkreis', name: 'Landratsamt Enzkreis', town: 'Pforzheim', country: 'DE', language: 'de' },
  { slug: 'daugavpils', name: 'Daugavpils pilsētas dome', town: 'Daugavpils', country: 'LV', language: 'lv' },
  { slug: 'vsg', name: 'VSG Linz', town: 'Linz', country: 'AT', language: 'de' },
  { slug: 'liiveri', name: 'Liiveri', town: 'Ilmajoki', country: 'FI', language: 'fi' },
] as const;

/** What a delegate's mail begins with, in his language. */
export const GREETINGS: Record<string, string> = {
  sv: 'Hej',
  it: 'Gentile',
  hr: 'Dobar dan',
  de: 'Guten Tag',
  lv: 'Labdien',
  fi: 'Hei',
};

interface Line {
  readonly by: 'lead' | 'host';
  readonly kind: string;
  readonly title: string;
  readonly startsAtLocal: string;
  readonly endsAtLocal: string;
  readonly parent?: string;
  readonly partner?: string;
  readonly capacity?: number;
  readonly place?: string;
}

const line = (
  by: Line['by'],
  kind: string,
  title: string,
  [day, from, to]: [day: number, from: string, to: string],
  more: Partial<Line> = {},
): Line => ({
  by,
  kind,
  title,
  startsAtLocal: `2017-12-${day}T${from}`,
  endsAtLocal: `2017-12-${day}T${to}`,
  ...more,
});

/** A quarter of an hour for each partner, from eleven on. */
const quarter = (index: number): string =>
  `${11 + Math.floor(index / 4)}:${String((index % 4) * 15).padStart(2, '0')}`;

/** Three days, as the lead partner and the host draft them. */
export const AGENDA: readonly Line[] = [
  line('lead', 'SESSION', 'Opening plenary', [11, '09:30', '10:30']),
  line('lead', 'BREAK', 'Coffee', [11, '10:30', '11:00']),
  line('lead', 'SESSION', 'Impact of the project', [11, '11:00', '13:00']),
  ...PARTNERS.map(({ slug, town }, index) =>
    line('lead', 'PRESENTATION', `Impact in ${town}`, [11, quarter(index), quarter(index + 1)], {
      parent: 'Impact of the project',
      partner: slug,
    }),
  ),
  line('host', 'MEAL', 'Lunch', [11, '13:00', '14:30']),
  line('host', 'SESSION', 'Workshops', [12, '09:00', '11:00']),
  line('host', 'WORKSHOP', 'Recruiting volunteers', [12, '09:00', '11:00'], {
    parent: 'Workshops',
    capacity: 2,
  }),
  line('host', 'WORKSHOP', 'Recognising volunteers', [12, '09:00', '11:00'], {
    parent: 'Workshops',
    capacity: 20,
  }),
  line('host', 'SITE_VISIT', 'Un posto a tavola', [12, '12:00', '14:00'], {
    capacity: 2,
    place: 'Mensa amica',
  }),
  line('lead', 'SESSION', 'Guidelines', [13, '09:00', '12:00']),
  line('lead', 'CLOSING', 'Closing', [13, '12:00', '12:30']),
];

interface Recorded {
  readonly kind: string;
  readonly title: string;
  readonly partner?: string;
  readonly owner?: string;
  readonly dueOn?: string;
}

/** What is recorded at the end, as far as the lead partner does. */
export const OUTCOMES: readonly Recorded[] = [
  { kind: 'RESULT', title: 'Nine meetings in seven countries' },
  { kind: 'ACTION', title: 'Put the results on your website', owner: 'daugavpils', dueOn: '2018-01-31' },
  { kind: 'AWARD', title: 'Volunteer-friendly municipality', partner: 'daugavpils' },
];
