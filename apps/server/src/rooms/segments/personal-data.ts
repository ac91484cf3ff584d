// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "segments.segments":
    "names and rules that members wrote, and who made them; 30 days longer than deleted",
  "segments.members":
    "which records were within which segment and when, by id; gone with the segment, 30 days after it is deleted",
};
