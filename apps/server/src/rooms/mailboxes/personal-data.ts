// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "mailboxes.states": "none",
  "mailboxes.folders": "none",
  "mailboxes.awaited": "ids of mails, which programs make from addresses; deleted with the channel",
  "mailboxes.capture_tokens": "whose address it is, and when a mail last came by it",
  "mailboxes.mails": "sender and subject of each mail; deleted with its channel",
};
