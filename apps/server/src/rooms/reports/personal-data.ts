// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "reports.reports":
    "names and filters that members chose, which may hold a name or an address, and who owns them; until the report is deleted",
  "reports.dashboards":
    "names that members chose, and who owns them; until the dashboard is deleted",
  "reports.favourites": "which reports and dashboards a member marked; ids only",
};
