import type { Pool } from "pg";
import { expect, test } from "vitest";
import { Database } from "./db/index.ts";
import { createOutbound, type Outbound } from "./outbound.ts";

/** A transaction is one by how it was opened; what is behind it does not matter here. */
const connection = { query: async () => ({ rows: [] }), release: () => undefined };
const db = new Database({ connect: async () => connection } as unknown as Pool, false);

let asked = 0;
const outbound = createOutbound({
  allow: [],
  resolve: async () => {
    asked += 1;
    return [];
  },
});

const url = "https://example.com/";

test.each<[string, (outbound: Outbound) => Promise<unknown>]>([
  ["send", ({ send }) => send({ method: "GET", url })],
  ["open", ({ open }) => open({ method: "GET", url })],
  ["check", ({ check }) => check(url)],
  ["addressOf", ({ addressOf }) => addressOf("example.com", 993, [993])],
])("%s asks nobody inside a transaction", async (_name, call) => {
  asked = 0;
  await expect(db.system(() => call(outbound))).rejects.toMatchObject({
    kind: "internal",
    code: "platform.call_in_transaction",
  });
  expect(asked).toBe(0);
  // After it, the DNS is asked: nothing of the transaction is left.
  await expect(call(outbound)).rejects.toMatchObject({ kind: "unavailable" });
  expect(asked).toBe(1);
});
