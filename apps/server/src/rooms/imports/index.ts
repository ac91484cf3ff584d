// The door of the imports room: all that others may import.
export { createImports, type Imports } from "./imports.ts";
export type { ImportsDeps } from "./imports-deps.ts";
export { openRows } from "./open-rows.ts";
export { csvCell } from "./write-csv.rules.ts";
