// What personal data each of the room's tables keeps, and what becomes of it.
import type { PersonalDataAnswers } from "../../platform/personal-data.ts";

export const personalData: PersonalDataAnswers = {
  "views.views":
    "names and filters that members chose, which may hold a name or an address, and who owns them; until the view is deleted",
  "views.favourites": "which views a member marked; ids only",
  "views.lists": "names that members chose, and who owns them; until the list is deleted",
};
