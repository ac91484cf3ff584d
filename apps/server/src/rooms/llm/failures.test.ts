// What a failure is taken for: kinds, what it may cost, and how long a provider asks to be left alone.
import { APICallError } from "@ai-sdk/provider";
import { expect, it } from "vitest";
import { AppError } from "../../platform/errors.ts";
import { explainFailure } from "./failures.ts";

const nowMs = Date.parse("2026-11-30T08:00:00Z");
const answered = (statusCode: number, more: object = {}) =>
  new APICallError({
    message: "no",
    url: "https://models.example/v1",
    requestBodyValues: {},
    statusCode,
    ...more,
  });
const explained = (error: unknown) => explainFailure(error, false, nowMs);

it.each([
  ["7", 7000],
  ["1.5", 1500],
  ["0", 0],
  ["Mon, 30 Nov 2026 08:00:20 GMT", 20_000],
  ["Mon, 30 Nov 2026 07:00:00 GMT", 0],
  ["99999999", 3_600_000],
  ["-5", null],
  ["1e3", null],
  ["soon", null],
  ["2026", 2_026_000],
  ["", null],
])("Retry-After %j is %s ms", (text, retryAfterMs) => {
  const error = answered(429, { responseHeaders: { "retry-after": text } });
  expect(explained(error)).toMatchObject({ kind: "throttled", retryAfterMs, mayCost: false });
});

it.each([
  [301, "refused"],
  [302, "refused"],
  [307, "refused"],
  [401, "refused"],
  [404, "refused"],
  [500, "busy"],
  [529, "busy"],
])("%i is %s, and nothing was done for it", (status, kind) => {
  expect(explained(answered(status))).toMatchObject({ kind, mayCost: false });
});

it.each([400, 413, 422])("%i is the text's fault, at no price", (status) => {
  const fault = { kind: "refused", isTextsFault: true, mayCost: false };
  expect(explained(answered(status))).toMatchObject(fault);
});

it.each([301, 401, 403, 404, 429, 500])("%i is not", (status) => {
  expect(explained(answered(status)).isTextsFault).toBeUndefined();
});

it("tells an answer that broke off from rubbish", () => {
  const cause = new AppError("unavailable", "platform.outbound_failed", "It broke off.");
  expect(explained(answered(200, { cause }))).toMatchObject({ kind: "cut", mayCost: true });
  expect(explained(answered(200))).toMatchObject({ kind: "rubbish", mayCost: true });
});
