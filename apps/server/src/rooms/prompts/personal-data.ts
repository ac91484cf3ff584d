// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "prompts.versions": "which member wrote it; kept with the prompt",
  "prompts.examples":
    "what members wrote as an example, where it names somebody; until it is removed",
  "prompts.evaluations": "none",
  "prompts.results": "what models answered to examples; the last twenty evaluations of a prompt",
  "prompts.trials": "none",
  "prompts.uses": "none; ids of calls, 400 days after the trial ended",
};
