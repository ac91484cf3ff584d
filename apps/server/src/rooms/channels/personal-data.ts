// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "channels.channels": "none",
  "channels.traffic":
    "ids of messages, which some senders make from addresses; deleted after 30 days",
};
