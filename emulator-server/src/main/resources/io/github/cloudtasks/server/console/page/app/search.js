// The search field: words, and values of fields such as status:503 or url:/orders.

const FIELDS = ['name', 'url', 'header', 'body', 'tag', 'status', 'state'];
const TERM = /(?:(\w+):)?(?:"([^"]*)"|(\S+))/g;

/** A help text for the field. */
export const SEARCH_HINT = `A word is a part of the name. Fields: ${FIELDS.map((field) => `${field}:`).join(' ')}`;

/**
 * Returns the filter that a text describes.
 * @param {string} text such as status:5xx body:"order 7"
 * @returns {object} fields of a search; a word without a field is a part of the name
 */
export function parseSearch(text) {
  const filter = {};
  for (const [whole, field, quoted, plain] of text.matchAll(TERM)) {
    if (FIELDS.includes(field)) filter[field] = quoted ?? plain;
    else filter.name = whole;
  }
  return filter;
}
