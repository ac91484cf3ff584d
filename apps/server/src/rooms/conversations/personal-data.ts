// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "conversations.counters": "none",
  "conversations.conversations":
    "names and addresses of customers, and about what they wrote; kept with the workspace",
  "conversations.messages":
    "what customers and members wrote to each other and said in recordings, their files' names, and addresses and names of who else has a mail; kept with the workspace",
  "conversations.links": "ids of records that conversations are on",
  "conversations.deliveries": "ids of messages on their way; gone when they are settled",
  "conversations.words": "hashes of the words of messages; gone with a message that is taken back",
};
