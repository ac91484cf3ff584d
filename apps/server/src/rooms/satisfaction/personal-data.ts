// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "satisfaction.channels": "none",
  "satisfaction.surveys": "ids of conversations, and when their customers were asked and answered",
};
