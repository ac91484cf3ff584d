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
    "One of the files is not attached there. Upload it to the conversation, or to the person whom you write to first.",
  );

export const onlyMailsHaveCc = () =>
  invalid("conversations.no_cc", "Only mails have copies: leave `cc` out on this channel.");

export const ownAddress = (address: string) =>
  invalid(
    "conversations.own_address",
    `${address} is one of our own mailboxes: what goes there would come in as a customer's mail. Leave it out.`,
  );

export const notStartable = () =>
  invalid(
    "conversations.not_startable",
    "No conversation can be begun by this channel. GET /conversations/channels lists those by which one can.",
  );

export const noAddress = (kind: "mail" | "phone") =>
  invalid(
    "conversations.no_address",
    kind === "mail"
      ? "There is no mail address to write to that you may see. Give one."
      : "There is no phone number to write to that you may see. Give one with its country, as +49 30 1234567.",
  );

export const noSubject = () =>
  invalid(
    "conversations.no_subject",
    "A mail needs a subject: say in some words what it is about.",
  );

export const onlyToPeople = () =>
  invalid(
    "conversations.files_of_person",
    "Files are attached to the person first: say by `personId` whom you write to.",
  );

export const goesOn = (number: number) =>
  new AppError(
    "conflict",
    "conversations.goes_on",
    `There is a conversation with this number, #${number}. Write there, or ask who has it.`,
  );
