// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "quotes.quotes":
    "to whom an offer was addressed, and what was written to them; kept with the deal, since it was sent",
  "quotes.numbers": "none",
  "quotes.counters": "none",
  "quotes.documents": "hashes of the PDFs, which hold what the quote holds",
  "quotes.settings": "the seller's own address; until it is changed",
};
