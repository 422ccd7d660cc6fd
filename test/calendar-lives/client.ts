import { type Told, readTold } from '../factories/calendar-mails.js';

type Entry = Pick<Told, 'sequence' | 'stamp' | 'start' | 'summary' | 'location' | 'partstat' | 'status'>;

/** A calendar program as the rules have it (RFC 5546, section 2.1.5): what is older than what it knows of a UID is dropped. */
export class CalendarClient {
  private readonly entries = new Map<string, Entry>();

  take(text: string): void {
    const { method, uid, sequence, stamp, start, summary, location, partstat, status } = readTold(text);
    const known = this.entries.get(uid);
    const isOlder =
      known && (sequence < known.sequence || (sequence === known.sequence && stamp < known.stamp));
    if (isOlder) return;
    const isOff = method === 'CANCEL';
    this.entries.set(uid, {
      sequence,
      stamp,
      start,
      summary,
      location,
      partstat,
      status: isOff ? 'CANCELLED' : status,
    });
  }

  get all(): ReadonlyMap<string, Entry> {
    return this.entries;
  }
}

/** One that takes what comes last, whatever it is. */
export class CarelessClient extends CalendarClient {
  override take(text: string): void {
    (this.all as Map<string, Entry>).clear();
    super.take(text);
  }
}
