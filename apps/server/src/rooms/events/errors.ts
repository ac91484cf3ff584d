// What this room refuses, and what to do about it.

import type { Ctx } from "../../platform/context.ts";
import { AppError, forbidden, invalid, notFound } from "../../platform/errors.ts";

export const missingSource = () => notFound("source");
export const missingEvent = () => notFound("event");
export const missingSchema = () => notFound("schema");
export const missingName = () => notFound("name");
export const missingBackfill = () => notFound("file");
export const missingRecord = () => notFound("record");
export const missingLookup = () => notFound("table");
export const missingRule = () => notFound("rule");
export const missingJoin = () => notFound("join of ids");

export const badWriteKey = () =>
  new AppError(
    "unauthenticated",
    "events.bad_write_key",
    "This write key does not hold. Send one from Settings → Events as the user name of basic authentication.",
  );

export const notABatch = () =>
  invalid("events.not_a_batch", "A batch is a JSON object with a list of messages as `batch`.");

export const tooManyInBatch = (most: number) =>
  invalid("events.too_many_in_batch", `A batch holds at most ${most} messages. Send it in parts.`);

export const notAMessage = () =>
  invalid("events.not_a_message", "The body is one message: a JSON object.");

export const backlogged = () =>
  new AppError(
    "rate-limited",
    "events.backlogged",
    "More events are waiting than can be taken at once. Send this again in a moment; clients do so by themselves.",
    { retryAfterSeconds: 2 },
  );

export const tooManySources = (most: number) =>
  new AppError(
    "conflict",
    "events.too_many_sources",
    `There are ${most} sources already. Revoke one that is not used any more.`,
  );

export const isRevoked = () =>
  new AppError(
    "conflict",
    "events.source_revoked",
    "This source was revoked. Make a new one instead.",
  );

export const tooManyVersions = (most: number) =>
  new AppError(
    "conflict",
    "events.too_many_versions",
    `There are ${most} versions of this schema already, which is as many as are kept.`,
  );

export const wrongRow = (rowsDone: number) =>
  new AppError(
    "conflict",
    "events.wrong_row",
    `The file is at another row: ${rowsDone} are done. Begin it again to go on from there.`,
  );

export const tooManyRules = (most: number) =>
  new AppError("conflict", "events.too_many_rules", `There are ${most} already. Remove one first.`);

export const lookupInUse = () =>
  new AppError(
    "conflict",
    "events.lookup_in_use",
    "A rule uses this table. Remove the rule first.",
  );

export const unknownColumn = () =>
  invalid("events.unknown_column", "The table has no such column.");

export const unknownField = (field: string) =>
  invalid("events.unknown_field", `People have no field "${field}" that you may see.`);

export const badCursor = () =>
  invalid(
    "platform.bad_cursor",
    "This cursor is not one that a list has answered. Start without one.",
  );

/** Screens and settings of events are for those who may see all of them. */
export function requireManager(ctx: Ctx): void {
  if (ctx.principal.rights.has("events.manage")) return;
  throw forbidden(
    'This needs the permission "events.manage". An administrator can give it to your role.',
  );
}
