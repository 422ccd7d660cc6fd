import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { factsOf, describeReadingPdfs, standingOf, tagsOf, wordsOf } from '../../../test/setup/poppler.js';
import { NoPapers, TooManyPapers } from './no-papers.js';
import { PdfRenderer } from './pdf-renderer.js';
import { TYPESETTING_FILE } from './typesetting-file.js';

const TEMPLATE = '#heading-of(it.heading, none)\n#for text in it.texts { par(text) }';

/** Letters of the seven languages and of their neighbours, small and large. */
const NAMES = [
  'Ķēniņš Ģirts Ļaviņa Šņukute Žīgurs Čākste Ūdris ģimene ļoti',
  'Đorđe Đurđević Žižić Čačić Ćorić Šušnjar đak ćup',
  'Åke Öberg Ärla Göran Håkan',
  'Matti Mäkelä Yrjö Öhman',
  'Niccolò Forlì Perché È già più',
  'Jürgen Groß Übermüller Ägidius',
  'Łukasz Śliwiński Şahin Ğül Őrsi Țepeș Ελένη Кирилл',
];

/** What would do something, were it read as Typst. */
const HOSTILE = [
  '#panic("read as code")',
  '#let x = 1; #x $x^2$ \\ @label <label> [[x]] #[x]',
  '*bold* _thin_ `raw` = heading - item + item / term: x // comment /* more */ ~ -- --- ...',
  '#read("/etc/passwd") #import "@preview/cades:0.3.0" #include "x.typ"',
  '"quotes" \'single\' \\u{41} {"json": [1]} ${x} #{1 + 1}',
];

describe('the renderer', () => {
  let folder: string;
  const renderers: PdfRenderer[] = [];
  const renderer = (bounds?: { file: URL; mostMs: number; idleMs: number }): PdfRenderer => {
    const made = new PdfRenderer(bounds);
    renderers.push(made);
    return made;
  };
  const script = async (name: string, source: string): Promise<URL> => {
    const path = join(folder, name);
    await writeFile(path, source);
    return pathToFileURL(path);
  };
  const paper = (texts: string[], template = TEMPLATE) => ({
    template,
    title: 'Dalībnieki',
    language: 'lv' as const,
    data: { heading: 'Saraksts', texts },
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tavola-papers-'));
  });
  afterAll(async () => {
    for (const one of renderers) one.onModuleDestroy();
    await rm(folder, { recursive: true, force: true });
  });

  describeReadingPdfs('as others read it', () => {
    it('writes what can be read back, with all diacritics', async () => {
      const pdf = await renderer().render(paper(NAMES));
      expect(wordsOf(pdf)).toBe(`Saraksts ${NAMES.join(' ')} Dalībnieki 1 / 1`);
      expect(factsOf(pdf)).toMatchObject({
        Title: 'Dalībnieki',
        Tagged: 'yes',
        Pages: '1',
        JavaScript: 'no',
      });
      expect(tagsOf(pdf)).toEqual(['Document', 'H1', 'P']);
      expect(standingOf(pdf)).toEqual({ language: 'lv', universalAccess: true });
    });

    it('takes texts for texts, whatever they look like', async () => {
      const pdf = await renderer().render(paper(HOSTILE));
      expect(wordsOf(pdf)).toBe(`Saraksts ${HOSTILE.join(' ')} Dalībnieki 1 / 1`);
    });

    it('prints a box for a letter that no font has, and the rest as ever', async () => {
      const pdf = await renderer().render(paper(['Anna \u{F0000} Öberg']));
      expect(wordsOf(pdf)).toBe('Saraksts Anna Öberg Dalībnieki 1 / 1');
      expect(factsOf(pdf)).toMatchObject({ Tagged: 'yes' });
      expect(standingOf(pdf)).toEqual({ language: 'lv', universalAccess: false });
    });
  });

  it('would run them, were they part of the template', async () => {
    const [panic = ''] = HOSTILE;
    await expect(renderer().render(paper([], TEMPLATE + panic))).rejects.toThrow('read as code');
  });

  it('lets a template read no file', async () => {
    const reading = paper([], '#read("/typesetting.js")');
    await expect(renderer().render(reading)).rejects.toThrow('Typst: file not found');
    const above = paper([], '#read("../../../../package.json")');
    await expect(renderer().render(above)).rejects.toThrow('Typst: failed to load file (access denied)');
  });

  it('goes on with the next paper after one that fails', async () => {
    const one = renderer();
    const papers = [one.render(paper(['a'], '#it.nothing')), one.render(paper(['b']))];
    const [failed, made] = await Promise.allSettled(papers);
    expect(failed).toMatchObject({ status: 'rejected' });
    expect(made).toMatchObject({ status: 'fulfilled' });
  });

  it('says what is missing where there is no part of it for the machine', async () => {
    const file = join(folder, 'elsewhere.mjs');
    await copyFile(TYPESETTING_FILE, file);
    const bounds = { file: pathToFileURL(file), mostMs: 10_000, idleMs: 10_000 };
    const refused = renderer(bounds).render(paper([]));
    await expect(refused).rejects.toBeInstanceOf(NoPapers);
    await expect(refused).rejects.toThrow(`no part for ${process.platform} on ${process.arch}`);
  });

  it('ends a process that does not come to an end, and starts another one', async () => {
    const source = `let n = 0; process.on('message', ({ source }) => {
      if (source.includes('for ever')) for (;;);
      process.send({ outcome: 'done', pdf: Buffer.from(String(process.pid) + ' ' + ++n) }); })`;
    const one = renderer({ file: await script('slow.mjs', source), mostMs: 5_000, idleMs: 10_000 });
    const [pid, first] = String(await one.render(paper([]))).split(' ');
    expect([first, String(await one.render(paper([])))]).toEqual(['1', `${pid} 2`]);
    await expect(one.render(paper([], 'for ever'))).rejects.toThrow('its process ended, or was ended');
    const [other, again] = String(await one.render(paper([]))).split(' ');
    expect([other === pid, again]).toEqual([false, '1']);
  });

  it('gives its memory back when there is nothing to do', async () => {
    const source = `process.on('message', () => process.send({ outcome: 'done', pdf: Buffer.from(String(process.pid)) }))`;
    const one = renderer({ file: await script('idle.mjs', source), mostMs: 10_000, idleMs: 50 });
    const pid = Number(String(await one.render(paper([]))));
    const isThere = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    expect(isThere()).toBe(true);
    for (let tries = 0; isThere() && tries < 200; tries += 1) await new Promise((go) => setTimeout(go, 20));
    expect(isThere()).toBe(false);
  });

  it('sends away whom it would let wait for too long', async () => {
    const source = `process.on('message', () => process.send({ outcome: 'done', pdf: Buffer.from('') }))`;
    const one = renderer({ file: await script('quick.mjs', source), mostMs: 10_000, idleMs: 10_000 });
    const asked = await Promise.allSettled(Array.from({ length: 25 }, () => one.render(paper([]))));
    const refused = asked.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(refused).toHaveLength(5);
    expect(refused[0]).toBeInstanceOf(TooManyPapers);
  });
});
