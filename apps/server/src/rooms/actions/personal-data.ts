// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "actions.trials": "the name of the member who started a trial",
  "actions.draws": "which records were drawn to get an action, by id",
  "actions.estimates": "none of single people: counts and coefficients of groups",
  "actions.choices":
    "what a member did with a suggestion for a record, with a note; by ids; until it is undone or the workspace is deleted",
};
