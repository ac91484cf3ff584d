// What personal data each of the room's tables keeps, and how it leaves.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "search.documents":
    "Copies of names, addresses, phone numbers and the first words of texts of live records; gone in the transaction that trashes or purges the record.",
  "search.lexicon":
    "Single words of those texts, without a link to a record; after a purge, words that no record has any more are removed within a second or two.",
  "search.word_queue":
    "The same words on their way into or out of the lexicon; gone within a second or two.",
  "search.record_queue":
    "Ids of records that a bulk load wrote, until they are indexed: seconds to minutes.",
};
