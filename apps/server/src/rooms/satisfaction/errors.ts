// What this room refuses, and what to do about it.
import { AppError, notFound } from "../../platform/errors.ts";

export const missingChannel = () => notFound("channel");

export const notAsked = () =>
  new AppError(
    "conflict",
    "satisfaction.not_asked",
    "Nobody is asked about this conversation just now.",
  );

export const over = () =>
  new AppError("conflict", "satisfaction.over", "The time to answer is over.");

export const tooFast = (retryAfterSeconds: number) =>
  new AppError(
    "rate-limited",
    "satisfaction.too_fast",
    `That were many answers in a short time. Try again in ${retryAfterSeconds} seconds.`,
    { retryAfterSeconds },
  );
