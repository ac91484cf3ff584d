// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "webhooks.endpoints":
    "which member set it up; the address may name somebody; until it is removed",
  "webhooks.health": "none",
  "webhooks.events":
    "records as they were when they changed; emptied when the record is gone for good, deleted after 30 days",
  "webhooks.deliveries": "ids; deleted after 30 days",
  "webhooks.attempts":
    "the first part of what receivers answered, which may repeat what they were sent; deleted after 30 days",
};
