// Apart from the schemas, so that a screen that asks only for this carries none of them.
export const actionEntities = ["people", "companies", "deals"] as const;
export type ActionEntity = (typeof actionEntities)[number];
