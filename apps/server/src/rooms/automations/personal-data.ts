// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "automations.rules":
    "who owns a rule; names and addresses that its owner wrote into conditions and texts; until it is deleted",
  "automations.runs":
    "which record set a rule off and for which members it acted, the values that changed, and what the condition looked at; gone after 14 days, after 90 where it acted",
  "automations.steps":
    "what a run wrote into records and letters, names and addresses included; gone with the run",
  "automations.turns": "none",
  "automations.letters": "address and text of letters; gone with the run",
  "automations.templates": "texts that members wrote, and who owns them; until deleted",
  "automations.template_versions":
    "texts that members wrote, and who wrote them; kept for the rules that use them",
};
