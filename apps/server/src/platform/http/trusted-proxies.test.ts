import { expect, test } from "vitest";
import { systemClock } from "../clock.ts";
import { silentLogger } from "../logger.ts";
import { createTelemetry } from "../telemetry.ts";
import { createHttpServer } from "./index.ts";

async function addressSeen(trustedProxies: readonly string[], from: string): Promise<string> {
  const http = createHttpServer({
    clock: systemClock,
    logger: silentLogger,
    telemetry: createTelemetry(),
    publicUrl: "http://localhost",
    trustedProxies,
    maxBodyBytes: 1024,
    maxUploadBytes: 1024,
    authenticate: async () => null,
  });
  http.get("/address", (request, reply) => reply.send(request.ip));
  const headers = { "x-forwarded-for": "203.0.113.9, 198.51.100.7" };
  const answer = await http.inject({ url: "/address", headers, remoteAddress: from });
  await http.close();
  return answer.body;
}

test("nobody's word on the caller's address is taken unless told", async () => {
  expect(await addressSeen([], "10.1.2.3")).toBe("10.1.2.3");
});

test("a trusted proxy's word is taken, and only what it said itself", async () => {
  expect(await addressSeen(["10.0.0.0/8"], "10.1.2.3")).toBe("198.51.100.7");
  expect(await addressSeen(["10.0.0.0/8", "198.51.100.7"], "10.1.2.3")).toBe("203.0.113.9");
});

test("a stranger who names a proxy is the stranger", async () => {
  expect(await addressSeen(["10.0.0.0/8"], "192.0.2.1")).toBe("192.0.2.1");
});
