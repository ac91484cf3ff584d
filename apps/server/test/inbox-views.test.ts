// Saved views of the inbox: whoever may read conversations makes them, for themselves or for everybody.
import { builtInRoles, type Permissions } from "@rapport/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Call, type ChannelsGround, openChannelsGround } from "./channels-ground.ts";

let ground: ChannelsGround;
let stranger: Call;
let reader: Call;

async function withRole(name: string, permissions: Permissions): Promise<Call> {
  const role = await ground.call("POST", "/roles", { name, permissions });
  const key = await ground.call("POST", "/api-keys", { name, roleId: role.body.id });
  const headers = { authorization: `Bearer ${key.body.secret}` };
  return (method, path, body) => ground.outside(method, path, body, headers);
}

beforeAll(async () => {
  ground = await openChannelsGround("real");
  const { objects, ...rest } = builtInRoles.member;
  const none = { create: false, read: "none", update: "none", delete: "none" } as const;
  stranger = await withRole("Sales", { ...rest, objects: { ...objects, conversations: none } });
  reader = await withRole("Reads", builtInRoles.viewer);
});
afterAll(() => ground?.close());

const view = { name: "Waiting", filter: { state: "open" }, shared: true };

it("who may read no conversations makes, changes and brings back none", async () => {
  const made = await stranger("POST", "/inbox/views", view);
  expect([made.status, made.body.code]).toEqual([403, "access.forbidden"]);
  const own = await ground.call("POST", "/inbox/views", { ...view, shared: false });
  expect(own.status).toBe(201);
  const path = `/inbox/views/${own.body.id}`;
  expect((await stranger("PUT", path, view)).status).toBe(403);
  expect((await ground.call("GET", "/inbox/views")).body.data).toEqual([own.body]);
  const deleted = await ground.call("DELETE", path);
  expect(deleted.status).toBe(204);
  const act = deleted.headers["rapport-act"];
  await stranger("POST", `/undo/${act}`);
  expect((await ground.call("GET", "/inbox/views")).body.data).toEqual([]);
  await ground.call("POST", `/undo/${act}`);
  expect((await ground.call("GET", "/inbox/views")).body.data).toEqual([own.body]);
});

it("who may read them does, and shares them", async () => {
  const made = await reader("POST", "/inbox/views", view);
  expect(made.status).toBe(201);
  const changed = await reader("PUT", `/inbox/views/${made.body.id}`, { ...view, name: "Open" });
  expect([changed.status, changed.body.name]).toEqual([200, "Open"]);
});
