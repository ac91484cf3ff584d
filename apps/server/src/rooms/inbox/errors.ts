// What can go wrong in this room, in words for those who work in it.
import { AppError, forbidden, invalid } from "../../platform/errors.ts";

const missing = (what: string) =>
  new AppError(
    "not-found",
    "platform.not_found",
    `This ${what} does not exist, or you may not see it.`,
  );

export const missingMacro = () => missing("macro");
export const missingView = () => missing("view");
export const missingConversation = () => missing("conversation");

export const needsMember = () =>
  forbidden("This belongs to a member: sign in, or use the API key of a member.");

export const notYourView = () => forbidden("Only who made a view can change it.");

export const tooMany = (what: string, most: number) =>
  invalid("inbox.too_many", `There are ${most} ${what} already, which is as many as there can be.`);

export const unknownZone = () =>
  invalid("inbox.unknown_zone", "This is no time zone. Names look like Europe/Berlin.");

export const unknownAgents = () =>
  invalid(
    "inbox.unknown_agent",
    "Somebody, or a team, among those who take conversations does not exist. GET /members and GET /teams list them.",
  );
