// The door of the single sign-on room.
export { createSso, type Sso } from "./sso.ts";
