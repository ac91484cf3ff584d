// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "notifications.items":
    "names of those who did something, and messages that members or automations wrote; gone 90 days after it was read, 180 days in any case",
  "notifications.attention": "which records a member follows or muted; ids only",
  "notifications.preferences": "a member's zone, quiet hours and choices; replaced by each change",
  "notifications.bells": "none",
  "notifications.due_marks": "none",
  "notifications.cursors": "none",
};
