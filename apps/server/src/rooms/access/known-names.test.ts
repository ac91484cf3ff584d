// A typing error in a role must not leave open what the role was to close.
import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { actionsOn, type TestWorkspace } from "../../../test/access-actions.ts";
import { openTestAccess, type TestAccess } from "../../../test/access-ground.ts";

/** As the workspace is now; tests take fields away. */
const people = new Set(["email", "custom.tier"]);

let ground: TestAccess;
let workspace: TestWorkspace;
beforeAll(async () => {
  const knownNames = async () => new Map([["people", people]]);
  ground = await openTestAccess({ knownNames });
  workspace = await ground.workspaceWithAdmin("names@example.com");
});
afterAll(() => ground.close());

const { patch, post } = actionsOn(() => ground);

const none = { create: false, read: "none", update: "none", delete: "none" };
const rights = (fields: object, objects: object = {}) => ({
  ...builtInRoles.member,
  objects: { ...builtInRoles.member.objects, ...objects },
  fields,
});

let made = 0;
const create = (permissions: object) => {
  made += 1;
  return post("/roles", workspace.cookie, { name: `Role ${made}`, permissions });
};

it("refuses what does not exist, and names all of it", async () => {
  const refused = await create(
    rights({ people: { emial: "none", email: "none" }, peeple: { email: "none" } }),
  );
  expect(refused).toMatchObject({ status: 422, body: { code: "access.unknown_right" } });
  const paths = refused.body.errors.map((error: { path: string }) => error.path);
  expect(paths).toEqual(["permissions.fields.peeple", "permissions.fields.people.emial"]);
  for (const permissions of [
    rights({ "*": { emial: "none" } }),
    rights({ people: { tier: "none" } }),
    rights({}, { peeple: none }),
    rights({ people: { constructor: "none" } }),
  ]) {
    expect((await create(permissions)).body.code).toBe("access.unknown_right");
  }
  const scopes = rights({ people: { emial: "none" } });
  const key = await post("/api-keys", workspace.cookie, { name: "key", scopes });
  expect(key.body.code).toBe("access.unknown_right");
});

it("takes what exists, for one object or for all", async () => {
  const fields = { "*": { email: "none" }, people: { "custom.tier": "read" } };
  expect((await create(rights(fields, { people: none }))).status).toBe(201);
});

it("lets a role be changed whose field is gone by now, and still refuses new errors", async () => {
  const role = await create(rights({ people: { "custom.tier": "none" } }));
  people.delete("custom.tier");
  const path = `/roles/${role.body.id}`;
  const kept = { people: { "custom.tier": "none", email: "read" } };
  expect((await patch(path, workspace.cookie, { name: "Other" })).status).toBe(200);
  expect((await patch(path, workspace.cookie, { permissions: rights(kept) })).status).toBe(200);
  const wrong = rights({ people: { ...kept.people, emial: "none" } });
  const refused = await patch(path, workspace.cookie, { permissions: wrong });
  expect(refused.body.errors).toMatchObject([{ path: "permissions.fields.people.emial" }]);
});
