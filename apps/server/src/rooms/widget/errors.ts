// What this room refuses, and what to do about it.
import { AppError, notFound } from "../../platform/errors.ts";

export const missingWidget = () => notFound("chat");

export const originRefused = () =>
  new AppError(
    "forbidden",
    "widget.origin_refused",
    "This website may not show the chat. Add its address under Settings → Channels.",
  );

export const badUserHash = () =>
  new AppError(
    "forbidden",
    "widget.bad_user_hash",
    "The user hash does not fit the id and the e-mail address. Make it on your server with the channel's secret.",
  );

export const badToken = () =>
  new AppError(
    "unauthenticated",
    "widget.bad_token",
    "This token does not hold, or not any more. Open a new session.",
  );

export const off = () =>
  new AppError("conflict", "widget.off", "The chat is switched off just now.");

export const tooFast = (retryAfterSeconds: number) =>
  new AppError(
    "rate-limited",
    "widget.too_fast",
    `That were many messages in a short time. Try again in ${retryAfterSeconds} seconds.`,
    { retryAfterSeconds },
  );

export const tooManyStreams = () =>
  new AppError(
    "rate-limited",
    "widget.too_many_streams",
    "The chat is open in too many places. Close one of them.",
    { retryAfterSeconds: 30 },
  );

export const noThread = () =>
  new AppError("conflict", "widget.no_thread", "Write a message first; then a person is called.");
