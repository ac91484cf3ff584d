// The door of the knowledge room: all that others may import.
export { createKnowledge, type Knowledge, type KnowledgeDeps } from "./knowledge.ts";
