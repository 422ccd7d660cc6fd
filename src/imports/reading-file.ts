/** What is started to read a file. By itself, since tests have none that is built beside this one. */
export const READING_FILE = new URL('./reading.js', import.meta.url);
