// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "knowledge.sources": "none",
  "knowledge.pages":
    "texts that members wrote or loaded, which may name people, and who owns them; until deleted",
  "knowledge.page_versions": "earlier texts and who wrote them; deleted with the page",
  "knowledge.glossary": "words, and who keeps them right; until taken out",
  "knowledge.glossary_states": "none",
  "knowledge.questions": "what was asked, which may name the one who asked; deleted after 90 days",
};
