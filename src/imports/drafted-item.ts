import type { AgendaItemKind } from '../agenda/agenda-item.entity.js';

/** A line of a file with its texts read, before its times are known for sure. */
export interface DraftedItem {
  readonly row: number;
  readonly parentRow: number | null;
  readonly isContainer: boolean;
  readonly kind: AgendaItemKind;
  readonly sourceKind: string | null;
  readonly title: string;
  readonly description: string | null;
  readonly place: string | null;
  readonly room: string | null;
  readonly capacity: number | null;
  readonly speakers: readonly string[];
  readonly partners: readonly string[];
  readonly day: string | null;
  /** Minutes since the midnight with which `day` begins; null: the file says none. */
  readonly start: number | null;
  readonly end: number | null;
  /** Whether what the file says of start or end cannot be read; then nothing is inferred. */
  readonly isMalformed: boolean;
  readonly startOffset: string | null;
  readonly endOffset: string | null;
}
