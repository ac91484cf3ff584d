// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "models.releases":
    "none of single people: counts and rates of groups; the artefact holds learned weights and levels of categories",
  "models.pointers": "the name of the member who put a release in force; kept with the release",
  "models.runs": "the name of the member who asked for a training",
  "models.scores":
    "scores of people and their records, with the values that they rest on in words; replaced with each score, gone when the record leaves the population",
  "models.feedback":
    "what a member said of a score, with a note; by ids; until it is undone or the workspace is deleted",
  "models.decisions": "chances and outcomes of records, by id",
  "models.checks": "none",
};
