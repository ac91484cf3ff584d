// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "analytics.conversations": "ids of conversations, and when what happened in them",
  "analytics.progress": "none",
};
