export * from "./access.ts";
export * from "./field-types.ts";
export * from "./lists.ts";
export * from "./objects.ts";
export * from "./problem.ts";
export * from "./records.ts";
export * from "./rights.ts";
export * from "./schema.ts";
