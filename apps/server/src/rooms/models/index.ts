// The door of the models room.

export { builtInModels } from "./built-in.ts";
export type { ModelDefinition, RecordFeature } from "./define-model.ts";
export type { FeatureSource, ModelsDeps, RecordsPort } from "./deps.ts";
export { createModels, type Models, type Undoable } from "./models.ts";
export type { NewsSource } from "./news.ts";
export { Story, type StoryObject, type StoryRecord, storyObjects } from "./story.ts";
export { trainInThread } from "./train-in-thread.ts";
export type { Trial } from "./trial.ts";
