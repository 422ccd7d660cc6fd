/** A UUID as PostgreSQL writes it; it fails on much else that is as long. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
