// The door of the home room: all that others may import.
export { createHome, type Home, type HomeDeps } from "./home.ts";
