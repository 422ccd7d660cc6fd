/** What public pages state of the project and its nine organisations; spellings as they differ between the pages. */
export const PROJECT = {
  slug: 'evolaq',
  acronym: 'EVOLAQ',
  title: 'Enhancing Volunteering Actions and Quality in Europe',
  programme:
    "Europe for Citizens, Strand 2 'Democratic engagement and civic participation', Networks of towns",
  startsOn: '2016-02-01',
  endsOn: '2018-01-31',
  languages: ['en', 'sv', 'it', 'de', 'lv', 'hr', 'fi'],
};

/** Each with the language of its people. */
export const LEAD = {
  slug: 'norrkoping',
  name: 'Norrköpings kommun',
  kind: 'municipality',
  town: 'Norrköping',
  country: 'SE',
  language: 'sv',
  aliases: ['Norrkopping', 'Norrkoping', 'Norrkoppinga'],
} as const;

export const PARTNERS = [
  {
    slug: 'skovde',
    name: 'Skövde kommun',
    kind: 'municipality',
    town: 'Skövde',
    country: 'SE',
    language: 'sv',
    aliases: ['Skovde'],
  },
  {
    slug: 'collecchio',
    name: 'Comune di Collecchio',
    kind: 'municipality',
    town: 'Collecchio',
    country: 'IT',
    language: 'it',
    aliases: ['Collechio'],
  },
  {
    slug: 'cervia',
    name: 'Comune di Cervia',
    kind: 'municipality',
    town: 'Cervia',
    country: 'IT',
    language: 'it',
    aliases: [],
  },
  {
    slug: 'dubrovnik',
    name: 'City of Dubrovnik Development Agency',
    kind: 'development agency',
    town: 'Dubrovnik',
    country: 'HR',
    language: 'hr',
    aliases: ['Dubrovnik'],
  },
  {
    slug: 'enzkreis',
    name: 'Landratsamt Enzkreis',
    kind: 'region',
    town: 'Pforzheim',
    country: 'DE',
    language: 'de',
    aliases: ['Enzkreis', 'Pforzheim'],
  },
  {
    slug: 'daugavpils',
    name: 'Daugavpils pilsētas dome',
    kind: 'municipality',
    town: 'Daugavpils',
    country: 'LV',
    language: 'lv',
    aliases: ['Daugavpils City Council'],
  },
  {
    slug: 'vsg',
    name: 'VSG Linz',
    kind: 'association',
    town: 'Linz',
    country: 'AT',
    language: 'de',
    aliases: ['VSG', 'VGS'],
  },
  {
    slug: 'liiveri',
    name: 'Liiveri',
    kind: 'association',
    town: 'Ilmajoki',
    country: 'FI',
    language: 'fi',
    aliases: [],
  },
] as const;

export const PARTNERSHIP = [LEAD, ...PARTNERS];

export type PartnerSlug = (typeof PARTNERSHIP)[number]['slug'];

/** A delegate of a partner, named by his role. */
export const delegateOf = (slug: PartnerSlug, number: number) => {
  const partner = PARTNERSHIP.find((each) => each.slug === slug);
  if (!partner) throw new RangeError(`No such partner: ${slug}`);
  const { town, language } = partner;
  return { name: `Delegate ${number}, ${town}`, email: `delegate${number}@${slug}.example`, language };
};
