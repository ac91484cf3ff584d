// What this room refuses, and what to do about it.
import { AppError, invalid, notFound } from "../../platform/errors.ts";

export const missingChannel = () => notFound("channel");

export const tooManyChannels = (most: number) =>
  new AppError(
    "conflict",
    "channels.too_many",
    `There are ${most} channels already. Remove one that is not used any more.`,
  );

export const changedMeanwhile = (current: unknown) =>
  new AppError(
    "precondition",
    "channels.version_conflict",
    "Someone else changed this channel meanwhile. Look at it as it is now, then save again.",
    { current },
  );

export const badSettings = () =>
  invalid("channels.bad_settings", "These are not settings of a channel of this kind.");

export const badWebsite = (website: string) =>
  invalid(
    "channels.bad_settings",
    `"${website}" is no website. Give each one by itself, as https://shop.example, without * in it.`,
  );

export const badHours = (why: string) => invalid("channels.bad_hours", why);

export const needsHttps = () =>
  invalid(
    "channels.needs_https",
    "The address must start with https://, since messages are sent to it. Plain http is for hosts that RAPPORT_OUTBOUND_ALLOW lists.",
  );

export const noSuchSecret = () =>
  invalid("channels.no_such_secret", "A channel of this kind has no such secret to change.");

export const nothingToTest = () =>
  new AppError(
    "conflict",
    "channels.nothing_to_test",
    "This channel sends nothing by itself: open its test page and write a message there.",
  );

export const badKey = () =>
  new AppError(
    "unauthenticated",
    "channels.bad_key",
    "Send the channel's key as `Authorization: Bearer ck_…`. Settings → Channels makes a new one.",
  );

export const emptyRecording = () =>
  invalid("channels.empty_recording", "The body is empty. Send the bytes of the recording.");

export const noRecording = () =>
  invalid(
    "channels.no_recording",
    "The body is no recording. Send WAV, MP3, M4A, Ogg, WebM, FLAC or AAC.",
  );

export const recordingTooLarge = (maxBytes: number) =>
  new AppError(
    "too-large",
    "channels.recording_too_large",
    `Recordings of more than ${Math.floor(maxBytes / 1_000_000)} MB are not taken. Send a shorter one, or the same in a smaller format.`,
  );

export const badSignature = (why: string) =>
  new AppError(
    "unauthenticated",
    "channels.bad_signature",
    `The message is not signed as it must be (${why}): Standard Webhooks, with this channel's secret.`,
  );

export const paused = () =>
  new AppError(
    "conflict",
    "channels.paused",
    "This channel is paused and takes no messages. Resume it under Settings → Channels.",
  );

export const nobodyListens = () =>
  new AppError(
    "unavailable",
    "channels.nobody_listens",
    "Messages are not taken just now. Send it again in a moment; with the same id it is taken once.",
    { retryAfterSeconds: 5 },
  );

export const badMessage = () =>
  invalid("channels.bad_message", "The body is not a message as this channel takes them.");

export const badCursor = () =>
  invalid(
    "platform.bad_cursor",
    "This cursor is not one that a list has answered. Start without one.",
  );
