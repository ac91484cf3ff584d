// The door of the features room: all that others may import.
export type { LeakFinding, LeakVerdict } from "./check-leaks.ts";
export {
  defineFeatureSet,
  type FeatureSet,
  type FeatureSetInput,
} from "./define-feature.ts";
export type { EventChange, EventsWindow, RecordsWindow } from "./deps.ts";
export { createFeatures, type Features, type FeaturesDeps } from "./features.ts";
export type { OnlineRow } from "./online.ts";
export type { Wanted } from "./own-sets.ts";
export type { Refreshed } from "./refresh.ts";
export type { FeatureUser } from "./set-catalogue.ts";
export type { AsOfRow, FeatureColumn, TrainingSet } from "./training-set.ts";
