// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "harvest.sources": "none",
  "harvest.cases":
    "what customers asked and members answered, with personal data taken out by rules, and ids of both; goes when it is reopened or trashed; texts of what was decided about for 30 days",
};
