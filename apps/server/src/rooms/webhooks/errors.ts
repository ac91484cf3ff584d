// What this room refuses, and what to do about it.
import { AppError, invalid, notFound } from "../../platform/errors.ts";

export const missingEndpoint = () => notFound("webhook");
export const missingDelivery = () => notFound("delivery");

export const tooManyEndpoints = (most: number) =>
  new AppError(
    "conflict",
    "webhooks.too_many",
    `There are ${most} webhooks already. Remove one that is not used any more.`,
  );

export const changedMeanwhile = (current: unknown) =>
  new AppError(
    "precondition",
    "webhooks.version_conflict",
    "Someone else changed this webhook meanwhile. Look at it as it is now, then save again.",
    { current },
  );

export const needsHttps = () =>
  invalid(
    "webhooks.needs_https",
    "The address must start with https://, since records are sent to it. Plain http is for hosts that RAPPORT_OUTBOUND_ALLOW lists.",
  );

export const unknownObject = (object: string) =>
  invalid(
    "webhooks.unknown_object",
    `There are no records called "${object.slice(0, 60)}" that you may see. GET /api/v1/webhook-events lists all events.`,
  );

export const unknownField = (field: string) =>
  invalid(
    "webhooks.unknown_field",
    `"${field.slice(0, 120)}" is no field that you may see. GET /api/v1/schema lists them.`,
  );

export const disabled = () =>
  new AppError(
    "conflict",
    "webhooks.disabled",
    "This webhook is switched off. Resume it, then send again.",
  );

export const roleGone = () =>
  new AppError(
    "conflict",
    "webhooks.role_gone",
    "The role that limited this webhook is gone. Choose another one, or none, then resume it.",
  );

export const badCursor = () =>
  invalid(
    "platform.bad_cursor",
    "This cursor is not one that a list has answered. Start without one.",
  );
