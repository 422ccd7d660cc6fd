import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';

/** How many are read in one list, and so how many the database takes in: triggers `agenda_item_fits`, `carried_out_item_fits`. */
export const MOST_ITEMS = 400;
export const MOST_WAITING = 400;
export const MOST_PARTS = 60;
/**
 * Characters of all titles and descriptions of an agenda in all languages, with what waits beside it: triggers
 * `agenda_item_text_fits_when_added` and `..._changed`. A hundred times what agendas have.
 */
const MOST_TEXT = 400_000;

/**
 * Of the bounds of what is listed, at the field of what would come beyond them.
 * @param rowId of what the payload has all the same
 */
export const tooMany = (field: readonly string[], rowId?: string) => {
  const more = (what: string, most: number) => () =>
    new DomainError(UserErrorCode.TOO_MANY_ITEMS, field, { what, most }, rowId);
  return {
    agenda_item_draft_fits: more('lines', MOST_ITEMS),
    agenda_item_waiting_fits: more('waiting', MOST_WAITING),
    agenda_item_parts_fit: more('parts', MOST_PARTS),
    carried_out_item_fits: more('record', MOST_ITEMS),
    ...tooMuchText(field, rowId),
  };
};

/** Of the bound of all texts, likewise; at the text itself, where there is one. */
export const tooMuchText = (field: readonly string[], rowId?: string) => {
  const more = (what: string) => () =>
    new DomainError(UserErrorCode.TOO_MUCH_TEXT, field, { what, most: MOST_TEXT }, rowId);
  return { agenda_item_text_fits: more('draft'), agenda_release_text_fits: more('release') };
};

/** Where the longest text of an item is given. */
export const textField = ({ description }: { readonly description?: string | null }): readonly string[] => [
  'input',
  description ? 'description' : 'title',
];
