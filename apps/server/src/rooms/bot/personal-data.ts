// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "bot.settings": "none",
  "bot.turns": "ids of messages and conversations; nothing of what was said",
};
