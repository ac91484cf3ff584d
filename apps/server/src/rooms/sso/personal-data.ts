// What personal data each of the room's tables keeps, and what becomes of it when a person leaves.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "sso.connections": "none",
  "sso.identities":
    "the id that a provider has for a member, and when they last came; deleted with the connection",
  "sso.attempts": "none",
  "sso.sessions":
    "the provider's proof of a sign-in (ID token, sealed); deleted when the session ends",
};
