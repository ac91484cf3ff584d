// The door of the satisfaction room: all that others may import.
export { createSatisfaction, type Satisfaction } from "./satisfaction.ts";
export type { SatisfactionDeps } from "./satisfaction-deps.ts";
export { surveyPurpose } from "./survey.rules.ts";
