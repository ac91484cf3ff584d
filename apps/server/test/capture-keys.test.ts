// What comes by a capture address is done with all of its member's rights: a key with fewer has nothing of it.
import type { Permissions } from "@rapport/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CopilotGround, type Desk, openCopilotGround } from "./copilot-ground.ts";

let ground: CopilotGround;
let desk: Desk;

beforeAll(async () => {
  ground = await openCopilotGround();
  desk = await ground.desk();
});
afterAll(() => ground?.close());

async function asked(method: "GET" | "POST" | "DELETE", scopes?: Permissions): Promise<number> {
  const named = { name: "key", ...(scopes ? { scopes } : {}) };
  const { body } = await desk.admin.call("POST", "/api-keys", named);
  const { statusCode } = await ground.app.http.inject({
    method,
    url: "/api/v1/capture-address",
    headers: { host: "localhost", authorization: `Bearer ${body.secret}` },
  });
  return statusCode;
}

it("is neither made nor read with a key that may do less than its member, but ended", async () => {
  const all = { create: true, read: "all", update: "all", delete: "all" } as const;
  const narrow: Permissions[] = [
    { objects: {}, fields: {}, settings: [] },
    { objects: { "*": { ...all, update: "own" } }, fields: {}, settings: [] },
    { objects: { "*": all }, fields: { people: { email: "none" } }, settings: [] },
  ];
  for (const scopes of narrow)
    expect([await asked("POST", scopes), await asked("GET", scopes)]).toEqual([403, 403]);
  expect([await asked("POST"), await asked("GET")]).toEqual([200, 200]);
  expect(await asked("DELETE", narrow[0])).toBe(204);
});
