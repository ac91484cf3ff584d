export type { SearchInput } from "./find-records.ts";
export { createSearch, type Search, type SearchDeps } from "./search.ts";
