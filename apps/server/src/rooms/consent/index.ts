// The door of the consent room: all that others may import.
export type { ConsentChange, NewStatement } from "./announce.ts";
export { type Consent, type ConsentDeps, consentListener, createConsent } from "./consent.ts";
export type { Heard } from "./hear-consent.ts";
export type { ConsentOf } from "./see-consent.ts";
