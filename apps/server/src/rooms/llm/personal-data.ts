// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "llm.providers": "none; a name or an address may name somebody; until it is removed",
  "llm.models": "none",
  "llm.prices": "none",
  "llm.routes": "none",
  "llm.budgets": "none; a subject may be the id of a team",
  "llm.spend": "none; a subject may be the id of a team",
  "llm.calls": "the id of whoever asked, never what was asked or answered; deleted after 400 days",
};
