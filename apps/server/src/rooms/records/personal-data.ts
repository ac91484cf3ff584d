// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

const record = "what was entered about people; until deleted for good";

export const personalData: PersonalDataAnswers = {
  "records.people": "names, addresses, phone numbers, roles; until deleted for good",
  "records.companies": "a company's contact data; until deleted for good",
  "records.deals": record,
  "records.products": "none",
  "records.tickets": record,
  "records.tasks": record,
  "records.notes": record,
  "records.activities": record,
  "records.custom_records": record,
  "records.field_values": "copies of custom values, for filters; they go with the record",
  "records.object_types": "none",
  "records.fields": "none",
  "records.pipelines": "none",
  "records.stages": "none",
  "records.stage_entries":
    "ids of deals and stages, and times; they stay when an undo takes the deal away",
  "records.line_items": "none",
  "records.list_members": "which records are in which lists; until taken out",
  "records.relations": "which records belong together; until removed",
};
