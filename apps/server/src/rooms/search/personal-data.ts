// What personal data this room's tables keep, and how it leaves.

export const personalData = {
  "search.documents":
    "Copies of names, addresses, phone numbers and the first words of texts of live records; gone in the transaction that trashes or purges the record.",
  "search.lexicon":
    "Single words of those texts, without a link to a record; after a purge, words that no record has any more are removed within a second or two.",
  "search.word_queue":
    "The same words on their way into or out of the lexicon; gone within a second or two.",
};
