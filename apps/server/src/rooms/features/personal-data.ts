// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "features.facts":
    "of people and of what belongs to them: ids, country, job title, lifecycle, times, a workspace's own fields; no names, addresses or prose; made anew from the audit log, gone with its entries",
  "features.changes": "ids of changed records; gone once computed",
  "features.followed": "none",
  "features.vectors":
    "values of features by id of the person or other record; gone with the record",
  "features.set_versions": "none",
  "features.served": "values of features by id; gone after 30 days",
  "features.checks": "ids of records among examples; gone after 90 days",
};
