/** The blobs that rows refer to, by their SHA-256. Whatever else lies in the storage is not needed. */
export const KEPT_FILES = `select distinct sha256 from presentation where state = 'DONE' order by 1`;
