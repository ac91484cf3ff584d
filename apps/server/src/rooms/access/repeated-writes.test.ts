// A write that is sent twice under one Idempotency-Key happens once; what answers a secret keeps no answer.
import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { actionsOn, type TestWorkspace } from "../../../test/access-actions.ts";
import { openTestAccess, type TestAccess } from "../../../test/access-ground.ts";

let ground: TestAccess;
let workspace: TestWorkspace;
beforeAll(async () => {
  ground = await openTestAccess();
  workspace = await ground.workspaceWithAdmin("twice@example.com");
});
afterAll(() => ground.close());

const { get } = actionsOn(() => ground);

const send = (path: string, body: object) =>
  ground.call({
    method: "POST",
    path,
    cookie: workspace.cookie,
    headers: { "idempotency-key": "one" },
    body,
  });

const names = async (path: string) =>
  (await get(path, workspace.cookie)).body.data.map((one: { name: string }) => one.name);

it("makes one team and one role", async () => {
  const name = "Twice";
  const team = await send("/teams", { name });
  expect(team.status).toBe(201);
  expect(await send("/teams", { name })).toMatchObject({ status: 201, body: team.body });
  expect(await names("/teams")).toEqual([name]);
  const other = await send("/teams", { name: "Other" });
  expect(other.body.code).toBe("platform.idempotency_key_reused");
});

it("answers a role again as it was", async () => {
  const role = { name: "Twice", permissions: builtInRoles.viewer };
  const asked = () =>
    ground.call({
      method: "POST",
      path: "/roles",
      cookie: workspace.cookie,
      headers: { "idempotency-key": "two" },
      body: role,
    });
  const first = await asked();
  expect(first.status).toBe(201);
  expect(await asked()).toMatchObject({ status: 201, body: first.body });
});

it("keeps no answer that holds a secret", async () => {
  const key = await send("/api-keys", { name: "key" });
  expect(key.status).toBe(201);
  const kept = await ground.database.asOwner(
    "SELECT response::text AS text FROM platform.idempotency",
    [],
  );
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.filter(({ text }) => String(text).includes(key.body.secret))).toEqual([]);
});
