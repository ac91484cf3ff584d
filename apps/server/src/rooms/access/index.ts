export { compileRights, isWithin, type RowAction, type RowLimit, rowLimit } from "./rights.rules.ts";
