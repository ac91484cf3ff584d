// What this room refuses, and what to do about it.
import { type AppError, invalid, notFound } from "../../platform/errors.ts";
import type { Fault } from "./definition.rules.ts";

export function badDefinition(key: string, { code, message }: Fault): AppError {
  return code === "knows_the_future"
    ? invalid("features.knows_the_future", `${key}: ${message}`)
    : invalid("features.bad_definition", `${key}: ${message}`);
}

export const missingSet = () => notFound("feature set");
export const missingFeature = () => notFound("feature");

export const badRows = (message: string) => invalid("features.bad_rows", message);

export const knowsTheFuture = (set: string, features: readonly string[]) =>
  invalid(
    "features.knows_the_future",
    `${set} cannot be trained on: ${features.join(", ")} count${features.length === 1 ? "s" : ""} events as known before they came. Leave out knownFrom, so that each counts since it came.`,
  );
