// What personal data each of the room's tables keeps, and how it leaves.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "duplicates.queue": "ids of records that changed; gone within a second or two",
  "duplicates.keys":
    "hashes of addresses, phone numbers and names of live records; gone soon after the record is trashed or purged",
  "duplicates.pairs":
    "which records may be the same person, and by which rules; gone with the records",
  "duplicates.dismissals": "which records are not the same; ids only",
  "duplicates.backfills": "none",
  "duplicates.merges":
    "which record was merged into which, when, and the name of who did it; kept, so that it can be undone",
};
