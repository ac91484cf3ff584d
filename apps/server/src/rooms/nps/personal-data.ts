// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "nps.campaigns": "what members wrote",
  "nps.questions": "ids of people, digests of their addresses, what they answered",
};
