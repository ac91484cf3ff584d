// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "copilot.suggestions":
    "texts that were offered to members, and to whom; the texts are forgotten after 90 days",
  "copilot.macro_uses": "hashes of words that customers wrote; deleted after 400 days",
};
