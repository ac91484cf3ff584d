// The check of a webhook's signature, against the vector that Standard Webhooks publishes.
import { describe, expect, it } from "vitest";
import { verifyWebhook, WebhookSignatureError } from "./index.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const headers = {
  "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
  "webhook-timestamp": "1614265330",
  "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};
const nowMs = 1_614_265_330_000;
const body = '{"test": 2432232314}';

describe("verifyWebhook", () => {
  it("takes what was signed with the secret, however the headers come", async () => {
    const message = { test: 2432232314 };
    expect(await verifyWebhook({ body, headers, secret, nowMs })).toEqual(message);
    expect(await verifyWebhook({ body, headers: new Headers(headers), secret, nowMs })).toEqual(
      message,
    );
  });

  it("takes one good signature of several, while a secret is changed", async () => {
    const both = `v1,bm90IHRoaXMgb25l v1a,xyz ${headers["webhook-signature"]}`;
    const received = { body, headers: { ...headers, "webhook-signature": both }, secret, nowMs };
    expect(await verifyWebhook(received)).toEqual({ test: 2432232314 });
  });

  it.each([
    ["another body", { body: '{"test": 2432232315}' }],
    ["another id", { headers: { ...headers, "webhook-id": "msg_other" } }],
    ["another secret", { secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
    ["an empty secret", { secret: "" }],
    ["a message of six minutes ago", { nowMs: nowMs + 360_000 }],
    ["a time that is none", { headers: { ...headers, "webhook-timestamp": "soon" } }],
    ["no signature", { headers: { ...headers, "webhook-signature": undefined } }],
    ["a broken signature", { headers: { ...headers, "webhook-signature": "v1,%%%" } }],
  ])("refuses %s", async (_what, changed) => {
    const received = { body, headers, secret, nowMs, ...changed };
    await expect(verifyWebhook(received)).rejects.toBeInstanceOf(WebhookSignatureError);
  });
});
