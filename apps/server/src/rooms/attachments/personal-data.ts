// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "attachments.files":
    "hashes of files, which may hold anything; their bytes are removed 30 days after nothing points at them any more, or after an upload that was refused in the end",
  "attachments.attachments":
    "file names and who uploaded them; until deleted, or until their record is",
};
