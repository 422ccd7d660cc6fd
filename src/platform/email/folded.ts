/** Octets of one line without its break (RFC 5545, section 3.1). */
const LONGEST = 75;

/**
 * Content lines as they are to be sent: what is longer than 75 octets goes on in the next line after a space, never within
 * a character (RFC 5545, section 3.1). Cut by slices: put together character by character, as ical-generator does it, a text
 * of some megabytes takes more memory than the process has.
 * @param lines each ended by CRLF
 */
export const folded = (lines: string): string => lines.split('\r\n').map(foldedLine).join('\r\n');

function foldedLine(line: string): string {
  if (line.length * 3 <= LONGEST) return line;
  const octets = Buffer.from(line);
  if (octets.length <= LONGEST) return line;
  const slices: string[] = [];
  for (let from = 0; from < octets.length;) {
    // The space that begins each further line is one of its octets.
    let to = from + (from === 0 ? LONGEST : LONGEST - 1);
    while (isWithinCharacter(octets[to])) to -= 1;
    slices.push(octets.toString('utf8', from, to));
    from = to;
  }
  return slices.join('\r\n ');
}

/** Whether this octet goes on with a character that the one before it belongs to (RFC 3629, section 3). */
const isWithinCharacter = (octet: number | undefined): boolean =>
  octet !== undefined && octet >= 0b1000_0000 && octet < 0b1100_0000;
