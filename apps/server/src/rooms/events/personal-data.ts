// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "events.entries":
    "what somebody did and what the client said of it; kept until it is erased with the person",
  "events.message_ids": "none",
  "events.sources": "who set it up, by name",
  "events.identities":
    "ids and e-mail addresses by which somebody is known, and the traits that clients told; erased with the person",
  "events.joins": "which ids are the same person, and who changed that, by name",
  "events.groups": "what clients told of a company",
  "events.names": "none",
  "events.schemas": "who made it, by name",
  "events.dead_letters":
    "messages as they came, which may tell anything; until they are settled, and 30 days more",
  "events.heads": "none",
  "events.changes": "ids of people; 30 days",
  "events.counts": "none",
  "events.lookups": "none",
  "events.lookup_rows": "whatever a table holds that was uploaded; until it is removed",
  "events.enrichments": "who made it, by name",
  "events.backfills": "names of files",
};
