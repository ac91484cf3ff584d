// The door of the models room.

export { affectedBy } from "./affected.ts";
export { builtInModels } from "./built-in.ts";
export { churnModel } from "./churn-model.ts";
export { dealModel } from "./deal-model.ts";
export {
  type FeatureValue,
  hashOf,
  type ModelDefinition,
  type RecordFeature,
} from "./define-model.ts";
export type { FeatureSource, ModelsDeps, RecordsPort, WithoutConsent } from "./deps.ts";
export { leadModel } from "./lead-model.ts";
export { createModels, type Models, type Undoable } from "./models.ts";
export type { NewsSource } from "./news.ts";
export {
  dayMs,
  numberOf,
  Story,
  type StoryObject,
  type StoryRecord,
  storyObjects,
  timeOf,
} from "./story.ts";
export { trainInThread } from "./train-in-thread.ts";
export { isReadable } from "./within-reach.ts";
export { reasonText } from "./words.rules.ts";
