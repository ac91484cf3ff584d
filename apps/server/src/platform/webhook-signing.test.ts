// Signatures, against the published vector and the public library.
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import { newSecret, signatureFault, signatureOf, signedHeaders } from "./webhook-signing.ts";

const published = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  message: {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: 1_614_265_330,
    body: '{"test": 2432232314}',
  },
  signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};

describe("a signature", () => {
  it("is the published one", () => {
    expect(signatureOf(published.secret, published.message)).toBe(published.signature);
  });

  it("is what the public library makes of the same, whatever the text", () => {
    for (const body of ["{}", '{"name":"Zoë 🦊"}', "\u2028 line", "x".repeat(100_000)]) {
      const secret = newSecret();
      const at = new Date(1_700_000_000_000);
      const message = { id: "0190", timestamp: at.getTime() / 1000, body };
      expect(signatureOf(secret, message)).toBe(new Webhook(secret).sign("0190", at, body));
    }
  });

  it("comes once for each secret that holds, and the library takes either", () => {
    const secrets = [newSecret(), newSecret()];
    const timestamp = Math.floor(systemClock.nowMs() / 1000);
    const body = '{"type":"people.created"}';
    const headers = signedHeaders(secrets, { id: "0190", timestamp, body });
    for (const secret of secrets) {
      expect(new Webhook(secret).verify(body, { ...headers })).toEqual(JSON.parse(body));
    }
    expect(() => new Webhook(newSecret()).verify(body, { ...headers })).toThrow();
    expect(() => new Webhook(secrets[0] ?? "").verify(`${body} `, { ...headers })).toThrow();
  });

  it("that comes in is checked: who signed, what, and when", () => {
    const secret = newSecret();
    const nowMs = 1_700_000_000_000;
    const signed = signedHeaders([secret], { id: "0190", timestamp: nowMs / 1000, body: "{}" });
    expect(signatureFault(secret, signed, "{}", nowMs + 299_000)).toBe(null);
    expect(signatureFault(secret, signed, "{}", nowMs + 301_000)).toBe("expired");
    expect(signatureFault(secret, signed, "{ }", nowMs)).toBe("wrong_signature");
    expect(signatureFault(newSecret(), signed, "{}", nowMs)).toBe("wrong_signature");
    expect(signatureFault(secret, {}, "{}", nowMs)).toBe("unsigned");
    const other = { ...signed, "webhook-id": "0191" };
    expect(signatureFault(secret, other, "{}", nowMs)).toBe("wrong_signature");
  });
});
