// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "inbox.settings": "ids of members and what they take; until it is changed",
  "inbox.macros": "none, save what members write into them",
  "inbox.views": "ids of their makers",
  "inbox.presence": "who has which conversation open; over after 15 seconds",
  "inbox.away": "ids of members who take nothing new, and since when; until they are back",
  "inbox.corrections": "ids of who corrected a guess",
  "inbox.learned":
    "weights of words and pieces of words of settled conversations, those without consent to training left out; learned anew as they come",
};
