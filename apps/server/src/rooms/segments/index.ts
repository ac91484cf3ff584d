// The door of the segments room: all that others may import.
export { createSegments, type Segments } from "./segments.ts";
