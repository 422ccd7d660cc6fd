import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { LANGUAGES, type Language } from '../access/viewer.js';
import { dateInWords, daysInWords, hoursInWords, momentInWords, zoneInWords } from './days.js';

interface Written {
  readonly oneDay: string;
  readonly oneMonth: string;
  readonly twoMonths: string;
  readonly twoYears: string;
  readonly winter: string;
  readonly summer: string;
}

/** Around the dash of a range stand thin spaces, U+2009, where the language wants any. */
const WRITTEN: Readonly<Record<Language, Written>> = {
  en: {
    oneDay: '11 December 2017',
    oneMonth: '11\u2009–\u200913 December 2017',
    twoMonths: '29 November\u2009–\u20091 December 2017',
    twoYears: '30 December 2017\u2009–\u20092 January 2018',
    winter: '11 December 2017 at 09:00 CET',
    summer: '2 July 2017 at 00:30 CEST',
  },
  sv: {
    oneDay: '11 december 2017',
    oneMonth: '11–13 december 2017',
    twoMonths: '29 november–1 december 2017',
    twoYears: '30 december 2017–2 januari 2018',
    winter: '11 december 2017 kl. 09:00 CET',
    summer: '2 juli 2017 kl. 00:30 CEST',
  },
  it: {
    oneDay: '11 dicembre 2017',
    oneMonth: '11–13 dicembre 2017',
    twoMonths: '29 novembre\u2009–\u200901 dicembre 2017',
    twoYears: '30 dicembre 2017\u2009–\u200902 gennaio 2018',
    winter: '11 dicembre 2017 alle ore 09:00 CET',
    summer: '2 luglio 2017 alle ore 00:30 CEST',
  },
  de: {
    oneDay: '11. Dezember 2017',
    oneMonth: '11.–13. Dezember 2017',
    twoMonths: '29. November\u2009–\u20091. Dezember 2017',
    twoYears: '30. Dezember 2017\u2009–\u20092. Januar 2018',
    winter: '11. Dezember 2017 um 09:00 MEZ',
    summer: '2. Juli 2017 um 00:30 MESZ',
  },
  lv: {
    oneDay: '2017. gada 11. decembris',
    oneMonth: '2017. gada 11.–13. decembris',
    twoMonths: '2017. gada 29. novembris\u2009–\u20091. decembris',
    twoYears: '2017. gada 30. decembris\u2009–\u20092018. gada 2. janvāris',
    winter: '2017. gada 11. decembris 09:00 CET',
    summer: '2017. gada 2. jūlijs 00:30 CEST',
  },
  hr: {
    oneDay: '11. prosinca 2017.',
    oneMonth: '11.\u2009–\u200913. prosinca 2017.',
    twoMonths: '29. studenoga\u2009–\u200901. prosinca 2017.',
    twoYears: '30. prosinca 2017.\u2009–\u200902. siječnja 2018.',
    winter: '11. prosinca 2017. u 09:00 CET',
    summer: '2. srpnja 2017. u 00:30 CEST',
  },
  fi: {
    oneDay: '11. joulukuuta 2017',
    oneMonth: '11.–13. joulukuuta 2017',
    twoMonths: '29. marraskuuta\u2009–\u20091. joulukuuta 2017',
    twoYears: '30. joulukuuta 2017\u2009–\u20092. tammikuuta 2018',
    winter: '11. joulukuuta 2017 klo 9.00 UTC+1',
    summer: '2. heinäkuuta 2017 klo 0.30 UTC+2',
  },
};

describe('daysInWords', () => {
  it.each(LANGUAGES)('writes days as %s does, and says the month or the year once if it can', (language) => {
    const { oneDay, oneMonth, twoMonths, twoYears } = WRITTEN[language];
    expect(daysInWords('2017-12-11', '2017-12-11', language)).toBe(oneDay);
    expect(daysInWords('2017-12-11', '2017-12-13', language)).toBe(oneMonth);
    expect(daysInWords('2017-11-29', '2017-12-01', language)).toBe(twoMonths);
    expect(daysInWords('2017-12-30', '2018-01-02', language)).toBe(twoYears);
  });
});

describe('momentInWords', () => {
  it.each(LANGUAGES)('writes an instant as %s does, by the clock of the zone', (language) => {
    const { winter, summer } = WRITTEN[language];
    expect(momentInWords('2017-12-11T08:00:00Z', 'Europe/Rome', language)).toBe(winter);
    expect(momentInWords('2017-07-01T22:30:00Z', 'Europe/Rome', language)).toBe(summer);
  });
});

describe('zoneInWords', () => {
  // In 1970 Riga and Vilnius were in the zone of Moscow, and Stockholm had no summer time.
  it.each([
    ['Europe/Riga', 'Eastern European Time'],
    ['Europe/Vilnius', 'Eastern European Time'],
    ['Europe/Tallinn', 'Eastern European Time'],
    ['Europe/Helsinki', 'Eastern European Time'],
    ['Europe/Stockholm', 'Central European Time'],
    ['Europe/Zagreb', 'Central European Time'],
    ['Europe/Vienna', 'Central European Time'],
    ['Europe/Berlin', 'Central European Time'],
    ['Europe/Rome', 'Central European Time'],
    ['Europe/Lisbon', 'Western European Time'],
  ])('names the time of %s, in summer and in winter alike', (zone, name) => {
    expect(['2027-01-05', '2027-07-05'].map((day) => zoneInWords(zone, day, 'en'))).toEqual([name, name]);
  });

  it('says it in each language', () => {
    expect(LANGUAGES.map((language) => zoneInWords('Europe/Riga', '2027-04-05', language))).toEqual([
      'Eastern European Time',
      'östeuropeisk tid',
      'Ora dell’Europa orientale',
      'Osteuropäische Zeit',
      'Austrumeiropas laiks',
      'istočnoeuropsko vrijeme',
      'Itä-Euroopan aika',
    ]);
  });
});

describe('the night in which clocks are put back', () => {
  const rome = (from: string, to: string) => {
    const [startsAt, endsAt] = [`2017-10-29T${from}:00Z`, `2017-10-29T${to}:00Z`];
    const date = { startsOn: null, endsOn: null, startsAt, endsAt };
    return [hoursInWords(startsAt, endsAt, 'Europe/Rome', 'en'), dateInWords(date, 'Europe/Rome', 'en')];
  };

  it('has times with the name of the one that is meant', () => {
    expect(rome('00:45', '01:15')).toEqual([
      '02:45 CEST–02:15 CET',
      'Sun, 29 October 2017 at 02:45 CEST – 02:15 CET',
    ]);
    expect(rome('00:30', '01:30')).toEqual([
      '02:30 CEST–02:30 CET',
      'Sun, 29 October 2017 at 02:30 CEST – 02:30 CET',
    ]);
    expect(rome('01:15', '01:45')).toEqual(['02:15 CET–02:45 CET', 'Sun, 29 October 2017, 02:15–02:45 CET']);
    expect(rome('00:00', '03:00')).toEqual([
      '02:00 CEST–04:00',
      'Sun, 29 October 2017 at 02:00 CEST – 04:00 CET',
    ]);
    expect(rome('08:00', '09:00')).toEqual(['09:00–10:00', 'Sun, 29 October 2017, 09:00–10:00 CET']);
  });
});

describe('days and moments in words', () => {
  it.each(['America/Los_Angeles', 'Pacific/Kiritimati'])('are the same on a machine in %s', (zone) => {
    const there = onMachineIn(zone);
    expect(there.zone).toBe(zone);
    expect(there.written).toEqual(
      LANGUAGES.map((language) => [
        WRITTEN[language].oneDay,
        WRITTEN[language].oneMonth,
        WRITTEN[language].summer,
      ]),
    );
  });
});

/** What another process writes, since one that runs keeps the zone it was started in. */
function onMachineIn(zone: string): { zone: string; written: string[][] } {
  const script = `
    import { daysInWords, momentInWords, zoneInWords } from ${JSON.stringify(new URL('days.ts', import.meta.url).href)};
    const written = ${JSON.stringify(LANGUAGES)}.map((language) => [
      daysInWords('2017-12-11', '2017-12-11', language),
      daysInWords('2017-12-11', '2017-12-13', language),
      momentInWords('2017-07-01T22:30:00Z', 'Europe/Rome', language),
    ]);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    process.stdout.write(JSON.stringify({ zone, written }));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, TZ: zone },
    encoding: 'utf8',
  });
  return JSON.parse(output) as { zone: string; written: string[][] };
}
