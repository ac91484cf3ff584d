// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "passages.indexes": "none",
  "passages.spaces": "none",
  "passages.postings": "hashes of words of pages; gone with the page",
  "passages.vectors": "where passages stand among others; gone with the page",
  "passages.models":
    "hashes of words that at least two passages have, and which go together; replaced at each training",
  "passages.chunks": "the text of pages, which may name people; gone with the page",
};
