// The door of the llm room: all that others may import.
export { createLlm, type Llm, type RungInForce } from "./llm.ts";
export type {
  Answered,
  Ask,
  AskedBy,
  Completion,
  LlmDeps,
  Stopped,
  StreamPart,
  TranscribeAsk,
  Transcript,
  Transcription,
  Unavailable,
} from "./llm-deps.ts";
export { foldName, isNameLike } from "./minimise.rules.ts";
