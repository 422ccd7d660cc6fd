/**
 * A QR code (ISO/IEC 18004) as SVG, with its quiet zone of four modules. A seventh of it may be soiled and it can still be
 * read.
 * @param text ours: what people wrote does not belong into a code that strangers can scan
 */
export async function qrCode(text: string): Promise<string> {
  // Only when somebody prints: a server that does not needs none of it.
  const { default: qrcode } = await import('qrcode');
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const path = Array.from({ length: size }, (_, y) => rowOf(modules, y)).join('');
  const side = size + 2 * QUIET;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}"><path d="${path}"/></svg>`;
}

const QUIET = 4;

interface Modules {
  readonly size: number;
  get(row: number, column: number): number;
}

/** Dark modules beside one another in one piece. */
function rowOf(modules: Modules, y: number): string {
  let path = '';
  for (let x = 0; x < modules.size; x += 1) {
    const from = x;
    while (x < modules.size && modules.get(y, x)) x += 1;
    if (x > from) path += `M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`;
  }
  return path;
}
