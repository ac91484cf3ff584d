// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "consent.purposes": "none",
  "consent.hearing": "none",
  "consent.statements":
    "what a person agreed or objected to, when, and where the proof is; part of a person's export (GET /people/{id}/consent/history); kept with the person, in the trash too, since it proves that an objection was heeded; erased with the workspace",
};
