// What this room refuses, and what to do about it.
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";

export const missingCampaign = () => notFound("campaign");

export const notAllPeople = () =>
  forbidden(
    "Campaigns ask people whom your role may not see. Ask an administrator for a role that sees all people.",
  );

export const badSegment = () =>
  invalid("nps.bad_segment", "Choose a segment of people that you may see.", [
    { path: "segmentId", message: "Is no segment of people that you may see." },
  ]);

export const badChannel = () =>
  invalid("nps.bad_channel", "Choose a mailbox that is set up under Settings, Channels.", [
    { path: "channelId", message: "Is no mailbox that is set up." },
  ]);

export const noPurpose = () =>
  new AppError(
    "conflict",
    "nps.no_purpose",
    "Nobody has been asked for consent: make a purpose with the key “surveys” under Settings, Consent, first.",
  );

export const notReady = () =>
  new AppError(
    "conflict",
    "nps.segment_not_ready",
    "Who is within the segment is still being worked out. Try again in a minute.",
  );

export const tooManyPeople = (most: number) =>
  new AppError(
    "conflict",
    "nps.too_many",
    `A campaign asks ${most} people at a time at most. Choose a smaller segment.`,
  );

export const tooManyCampaigns = (most: number) =>
  new AppError(
    "conflict",
    "nps.too_many_campaigns",
    `There are ${most} campaigns already. Change one that is not needed any more.`,
  );

export const isSending = () =>
  new AppError("conflict", "nps.is_sending", "The campaign is sending. Stop it first.");

export const notSending = () =>
  new AppError("conflict", "nps.not_sending", "The campaign is not sending.");

export const nobodyToAsk = () =>
  new AppError(
    "conflict",
    "nps.nobody",
    "There is nobody to ask: everybody in the segment was asked lately, did not agree, or has no address.",
  );

export const wasStarted = () =>
  new AppError(
    "conflict",
    "nps.was_started",
    "The campaign asked people already, so it stays: what they answered stands with it.",
  );
