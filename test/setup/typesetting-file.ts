/** For tests, whose own files no process can be started from: as it was built before them. */
export const TYPESETTING_FILE = new URL('../../dist/src/platform/documents/typesetting.js', import.meta.url);
