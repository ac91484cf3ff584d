// What this room refuses, and what to do about it.
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";

export const missingSuggestion = () => notFound("suggested page");

export const needsManager = () =>
  forbidden(
    'This needs the permission "knowledge.manage". An administrator can give it to your role.',
  );

export const unknownTeam = () =>
  invalid("harvest.unknown_team", "There is no such team. GET /teams lists them.");

export const switchedOff = () =>
  new AppError(
    "conflict",
    "harvest.switched_off",
    "Closed tickets are not looked at. Switch that on first.",
  );
