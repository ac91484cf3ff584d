// The door of the live room: all that others may import.
export { createLive, type Live, type LiveDeps } from "./live.ts";
