// Limits that clients count with. Plain numbers, so that a client takes them without the schemas.

/** Longest page of a list. */
export const maxPageSize = 200;
/** Most operations of one bulk call. */
export const maxBulkOperations = 1000;
