/** What is started to set documents. By itself, since tests have none that is built beside this one. */
export const TYPESETTING_FILE = new URL('./typesetting.js', import.meta.url);
