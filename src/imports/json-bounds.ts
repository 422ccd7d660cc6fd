const [QUOTE, BACKSLASH, COLON, COMMA] = [34, 92, 58, 44];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/** What an agenda needs, many times over: 400 items with all keys have 14,000 marks, and are three deep. */
export const JSON_BOUNDS = { characters: 2_000_000, marks: 100_000, depth: 32 };

/**
 * Whether a text has more objects, lists, keys and values than are taken. For before it is parsed, well-formed or not: two
 * characters make an object, which takes fifty times their room.
 */
export function isTooMuchJson(text: string, bounds = JSON_BOUNDS): boolean {
  if (text.length > bounds.characters) return true;
  let [marks, depth] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        marks += 1;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1;
        break;
      case COLON:
      case COMMA:
        marks += 1;
        break;
      case QUOTE:
        at += 1;
        while (at < text.length && text.charCodeAt(at) !== QUOTE)
          at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
        break;
      default:
    }
    if (marks > bounds.marks || depth > bounds.depth) return true;
  }
  return false;
}
