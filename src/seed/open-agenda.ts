import type { Line } from './agenda-lines.js';

/** From the day of the first start to the first day of the meeting. */
export const DAYS_AHEAD = 30;
export const OPEN_SEATS = 3;
/** Whose presentation is there already. */
export const UPLOADER = 'enzkreis';

export const OPEN_MEETING = {
  number: 10,
  slug: 'example',
  titles: {
    en: 'Example meeting: try it out',
    sv: 'Exempelmöte: prova på',
    it: 'Incontro di esempio: provare per credere',
    de: 'Beispieltreffen zum Ausprobieren',
    lv: 'Parauga sanāksme: izmēģiniet',
    hr: 'Ogledni sastanak: isprobajte',
    fi: 'Esimerkkikokous: kokeile',
  },
  descriptions: {
    en: 'It never took place: register, take a place in a workshop, upload a presentation, check people in.',
    sv: 'Det har aldrig ägt rum: anmäl dig, ta en plats i en workshop, ladda upp en presentation, checka in deltagare.',
    it: 'Non ha mai avuto luogo: ci si può iscrivere, prendere un posto in un laboratorio, caricare una presentazione, registrare chi arriva.',
  },
  place: 'Skövde',
  country: 'SE',
  timeZone: 'Europe/Stockholm',
  /** In days. */
  lasts: 3,
};

const DESCRIPTION = 'Example.';

export const OPEN_AGENDA: readonly Line[] = [
  {
    key: 'registration',
    day: 1,
    from: '13:00',
    to: '14:00',
    kind: 'REGISTRATION',
    titles: { en: 'Registration', sv: 'Registrering', it: 'Registrazione' },
    description: DESCRIPTION,
  },
  {
    key: 'opening',
    day: 1,
    from: '14:00',
    to: '15:30',
    kind: 'SESSION',
    titles: { en: 'Opening', sv: 'Öppning', it: 'Apertura' },
    description: DESCRIPTION,
    partner: 'skovde',
  },
  {
    key: 'dinner',
    day: 1,
    from: '19:00',
    to: '21:00',
    kind: 'SOCIAL',
    titles: { en: 'Dinner together', sv: 'Gemensam middag', it: 'Cena insieme' },
    description: DESCRIPTION,
  },
  {
    key: 'workshops',
    day: 2,
    from: '09:00',
    to: '11:00',
    kind: 'SESSION',
    titles: {
      en: 'Two workshops at the same time',
      sv: 'Två workshoppar samtidigt',
      it: 'Due laboratori in parallelo',
    },
    description: DESCRIPTION,
  },
  {
    key: 'workshop-young',
    day: 2,
    from: '09:00',
    to: '11:00',
    kind: 'WORKSHOP',
    titles: {
      en: 'Young people as volunteers',
      sv: 'Unga som volontärer',
      it: 'I giovani nel volontariato',
    },
    description: DESCRIPTION,
    place: 'Room 1',
    capacity: 2,
    parent: 'workshops',
    partner: 'skovde',
  },
  {
    key: 'workshop-villages',
    day: 2,
    from: '09:00',
    to: '11:00',
    kind: 'WORKSHOP',
    titles: {
      en: 'Voluntary work in villages',
      sv: 'Frivilligt arbete i byar',
      it: 'Il volontariato nei paesi',
    },
    description: DESCRIPTION,
    place: 'Room 2',
    capacity: 3,
    parent: 'workshops',
    partner: 'liiveri',
  },
  {
    key: 'visit',
    day: 2,
    from: '13:00',
    to: '16:00',
    kind: 'SITE_VISIT',
    titles: {
      en: 'Visit to a meeting place run by volunteers',
      sv: 'Besök på en mötesplats som drivs av volontärer',
      it: 'Visita a un luogo di incontro gestito da volontari',
    },
    description: DESCRIPTION,
    capacity: 10,
    partner: 'skovde',
  },
  {
    key: 'presentations',
    day: 3,
    from: '09:00',
    to: '11:30',
    kind: 'SESSION',
    titles: { en: 'The partners present', sv: 'Parterna presenterar', it: 'I partner presentano' },
    description: DESCRIPTION,
  },
  {
    key: 'closing',
    day: 3,
    from: '11:30',
    to: '12:00',
    kind: 'CLOSING',
    titles: { en: 'Closing', sv: 'Avslutning', it: 'Chiusura' },
    description: DESCRIPTION,
  },
];
