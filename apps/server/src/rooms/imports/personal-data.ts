// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "imports.imports":
    "a few sample values of each column, the outcome of a dry run and who imported; the uploaded file beside it; until the import is deleted",
  "imports.row_errors": "values that were refused, in their reasons; until the import is deleted",
  "imports.kept_records": "ids of records; until the import is deleted",
};
