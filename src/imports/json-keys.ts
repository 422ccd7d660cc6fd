const [QUOTE, BACKSLASH, COLON, COMMA] = [34, 92, 58, 44];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/** How many objects and lists are open within these; the parts of an item have none of their own. */
const [OF_THE_FILE, OF_AN_ITEM] = [1, 3];

interface Opened {
  readonly isObject: boolean;
  /** Whether its objects are items. */
  readonly hasItems: boolean;
  /** The how-manieth item this object is; null: none. */
  readonly row: number | null;
  /** Made when there is one. */
  keys: Set<string> | null;
  lastKey: string | null;
}

export interface KeyTwice {
  readonly row: number | null;
  readonly key: string;
}

/**
 * The keys that stand twice in one object, with the item in which they do. A parser does not tell: it takes the last one
 * (RFC 8259, section 4). The text has been parsed, so that nothing in it is malformed.
 */
export function* keysTwice(text: string): Generator<KeyTwice> {
  const open: Opened[] = [];
  let rows = 0;
  for (let at = 0; at < text.length; at += 1) {
    const within = open.at(-1);
    switch (text.charCodeAt(at)) {
      case OPEN_OBJECT: {
        const isItem = within?.hasItems === true && !within.isObject;
        if (isItem) rows += 1;
        open.push({ isObject: true, hasItems: false, row: isItem ? rows : null, keys: null, lastKey: null });
        break;
      }
      case OPEN_LIST: {
        const isOfItems = open.length === OF_THE_FILE || (open.length === OF_AN_ITEM && within?.row !== null);
        const ofItems = within?.lastKey === 'items' && isOfItems;
        open.push({ isObject: false, hasItems: ofItems, row: null, keys: null, lastKey: null });
        break;
      }
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        open.pop();
        break;
      case QUOTE: {
        const end = endOfString(text, at);
        if (within?.isObject && isKey(text, end)) {
          const key = JSON.parse(text.slice(at, end)) as string;
          within.keys ??= new Set();
          if (within.keys.has(key)) yield { row: within.row, key };
          within.keys.add(key);
          within.lastKey = key;
        }
        at = end - 1;
        break;
      }
      default:
    }
  }
}

/** Behind the quote that ends it. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && text.charCodeAt(at) !== COLON) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE_OBJECT || code === CLOSE_LIST) return false;
    at += 1;
  }
  return at < text.length;
}
