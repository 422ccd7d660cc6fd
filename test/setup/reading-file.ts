/** For tests, whose own files no thread can be started from: as it was built before them. */
export const READING_FILE = new URL('../../dist/src/imports/reading.js', import.meta.url);
