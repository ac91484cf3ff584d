// The door of the knowledge room: all that others may import.
export { extractFrom } from "./find-passages.ts";
export { createKnowledge, type Knowledge, type KnowledgeDeps } from "./knowledge.ts";
