// What can go wrong in this room, in words for those who work in it.
import { AppError, forbidden, invalid } from "../../platform/errors.ts";

export const missingConversation = () =>
  new AppError(
    "not-found",
    "platform.not_found",
    "This conversation does not exist, or you may not see it.",
  );

export const missingMessage = () =>
  new AppError(
    "not-found",
    "platform.not_found",
    "This message does not exist, or you may not see it.",
  );

export const notYours = () =>
  forbidden(
    "Your role may read this conversation but not work on it. An administrator can allow it.",
  );

export const notYourField = (field: string) =>
  forbidden(`Your role may not change "${field}" of conversations. An administrator can allow it.`);

export const unknownMember = () =>
  invalid("conversations.unknown_member", "This is no active member. GET /members lists them.");

export const unknownTeam = () =>
  invalid("conversations.unknown_team", "There is no such team. GET /teams lists them.");

export const unknownPerson = () =>
  invalid("conversations.unknown_person", "This person does not exist, or you may not see them.");

export const movedOn = () =>
  new AppError(
    "conflict",
    "conversations.moved_on",
    "Somebody answered since you last looked. Read what they wrote, then send again if it is still needed.",
  );

export const wasMerged = () =>
  new AppError(
    "conflict",
    "conversations.merged",
    "This conversation was merged into another one. Work on that one instead.",
  );

export const notMergeable = (why: string) =>
  new AppError("conflict", "conversations.not_mergeable", why);

export const badCursor = () =>
  invalid("conversations.bad_cursor", "This cursor is not one of this list.");

export const changedMeanwhile = (current: unknown) =>
  new AppError(
    "precondition",
    "conversations.version_conflict",
    "Someone else changed this conversation meanwhile. Look at it as it is now, then change it again.",
    { current },
  );

export const badSnooze = () =>
  invalid("conversations.bad_snooze", "Choose a time in the future, within the next two years.");

export const stateOrSnooze = () =>
  invalid("conversations.state_or_snooze", "Either change its state or put it away until a time.");

export const notRetryable = () =>
  new AppError(
    "conflict",
    "conversations.not_retryable",
    "Only messages that were refused, or of which nobody knows whether they arrived, can be sent again.",
  );

export const unknownRecord = () =>
  invalid("conversations.unknown_record", "This record does not exist, or you may not see it.");

export const missingLink = () =>
  new AppError(
    "not-found",
    "platform.not_found",
    "The conversation is not on this record, or you may not see it.",
  );

export const tooManyLinks = (most: number) =>
  new AppError(
    "conflict",
    "conversations.too_many_links",
    `A conversation is on ${most} records at most. Take it off one first.`,
  );

export const emptyNote = () =>
  invalid("conversations.empty_note", "Write something, or attach a file.");

export const notUnheard = () =>
  new AppError(
    "conflict",
    "conversations.not_unheard",
    "Only a recording that nobody heard can be heard again.",
  );

export const unknownFile = () =>
  invalid(
    "conversations.unknown_file",
    "One of the files is not attached to this conversation. Upload it first.",
  );
