import { type ZipPart, makeZip } from '../../src/platform/storage/zip.fixture.js';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OF_OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const OF_PACKAGES = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';

interface Workbook {
  /** The rows of the sheet, as XML. */
  readonly rows: string;
  /** What stands before the sheet. */
  readonly prolog?: string;
  /** Texts that cells of the type `s` refer to. */
  readonly texts?: readonly string[];
  readonly properties?: string;
  readonly sheets?: string;
  /** What else the workbook refers to. */
  readonly relations?: string;
  readonly more?: readonly ZipPart[];
}

/** A workbook as ECMA-376 wants it, with nothing that is not needed. */
export function workbook({
  rows,
  prolog = '',
  texts = [],
  properties = '',
  sheets,
  relations: others = '',
  more = [],
}: Workbook): Buffer {
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${OF_OFFICE}/${type}" Target="${target}"/>`;
  const relations = (...all: string[]) =>
    `<Relationships xmlns="${OF_PACKAGES}/relationships">${all.join('')}</Relationships>`;
  const overrides = `<Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}"/>`;
  const named = sheets ?? '<sheet name="Agenda" sheetId="1" r:id="rId1"/>';
  return makeZip([
    {
      name: '[Content_Types].xml',
      content: `<?xml version="1.0"?><Types xmlns="${OF_PACKAGES}/content-types">${overrides}</Types>`,
    },
    { name: '_rels/.rels', content: relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')) },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns="${MAIN}" xmlns:r="${OF_OFFICE}">${properties}<sheets>${named}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relations(
        relation('rId1', 'worksheet', 'worksheets/sheet1.xml'),
        relation('rId2', 'sharedStrings', '/xl/sharedStrings.xml'),
        others,
      ),
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: `<?xml version="1.0"?>${prolog}<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`,
    },
    {
      name: 'xl/sharedStrings.xml',
      content: `<sst xmlns="${MAIN}">${texts.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    },
    ...more,
  ]);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQ';

/** A row of texts and numbers; what begins with < is the cell as XML, after its reference. */
export const row = (number: number, cells: readonly (string | number | null)[]): string => {
  const made = cells.map((cell, index) => {
    const at = `r="${LETTERS[index]}${number}"`;
    if (cell === null) return '';
    if (typeof cell === 'number') return `<c ${at}><v>${cell}</v></c>`;
    if (cell.startsWith('<')) return cell.replace('<c', `<c ${at}`);
    return `<c ${at} t="inlineStr"><is><t xml:space="preserve">${cell}</t></is></c>`;
  });
  return `<row r="${number}">${made.join('')}</row>`;
};
