// The door of learning: what other packages may use.
export {
  type Changeable,
  type Hint,
  type HintOptions,
  hintsFor,
} from "./boosted/counterfactual.ts";
export { boostedFileVersion, boostedFromBytes, boostedToBytes } from "./boosted/file.ts";
export type { BoostedModel, RowAttributions } from "./boosted/model.ts";
export type { BoostedOptions, BoostedValidation } from "./boosted/options.ts";
export type { Cell } from "./boosted/scorer.ts";
export { trainBoosted, trainBoostedWith } from "./boosted/train.ts";
export { boostedFromXgboost } from "./boosted/xgboost.ts";
export { LearnFault, type LearnFaultCode } from "./fault.ts";
export { kindOfModelFile } from "./file.ts";
export {
  type LinearAttributions,
  type LinearModel,
  type LinearSettings,
  readLinearModel,
  trainLinearModel,
} from "./linear/linear.ts";
export { createRandom, type Random, shuffle } from "./random.ts";
export type {
  BinaryTarget,
  CategoryColumn,
  ClassTarget,
  Column,
  Model,
  NumberColumn,
  NumberTarget,
  Table,
  Target,
  Team,
  TextColumn,
} from "./table.ts";
export { runTeamTask } from "./team.ts";
