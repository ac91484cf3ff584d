// What this room refuses, and what to do about it.
import { forbidden, invalid } from "../../platform/errors.ts";

export const badDays = () =>
  invalid(
    "analytics.bad_days",
    "Ask for a year at most, with a last day that is not before the first.",
  );

export const notYourFilter = (what: string) =>
  forbidden(`Your role may not see the ${what} of conversations. An administrator can allow it.`);
