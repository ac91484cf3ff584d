import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestAccess, type TestAccess } from "../../../test/access-ground.ts";

describe("authenticate", () => {
  let ground: TestAccess;
  beforeAll(async () => {
    ground = await openTestAccess();
  });
  afterAll(() => ground.close());

  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

  it("answers nobody when there is no credential", async () => {
    expect(await ground.access.authenticate({})).toBeNull();
  });

  it("knows a key by its secret, and gives it the rights of its role", async () => {
    const { workspaceId } = await ground.access.createWorkspace({ name: "Keys" });
    const made = await ground.access.createApiKey(workspaceId, { name: "robot" });
    const principal = await ground.access.authenticate(bearer(made.secret));
    expect(principal).toMatchObject({
      kind: "api-key",
      id: made.key.id,
      label: "robot",
      workspaceId,
    });
    expect(principal?.rights.has("members.manage")).toBe(true);
    expect(made.secret).toMatch(/^rk_[\w-]{32}$/);
  });

  it("gives a key no more than its scopes", async () => {
    const { workspaceId } = await ground.access.createWorkspace({ name: "Scopes" });
    const { secret } = await ground.access.createApiKey(workspaceId, {
      name: "reader",
      scopes: { ...builtInRoles.viewer, settings: ["exports.run"] },
    });
    const principal = await ground.access.authenticate(bearer(secret));
    expect(principal?.rights.object("people")).toMatchObject({ create: false, read: "all" });
    expect(principal?.rights.has("exports.run")).toBe(true);
    expect(principal?.rights.has("members.manage")).toBe(false);
  });

  it("refuses an unknown key, another scheme and a session that is not there", async () => {
    await expect(ground.access.authenticate(bearer("rk_nothing"))).rejects.toMatchObject({
      code: "access.unknown_key",
    });
    await expect(ground.access.authenticate({ authorization: "Basic eDp5" })).rejects.toMatchObject(
      {
        code: "access.bad_authorization",
      },
    );
    await expect(
      ground.access.authenticate(
        { cookie: "rapport_session=aaaaaaaaaaaaaaaaaaaaaaaa.sig", host: "h" },
        "GET",
      ),
    ).rejects.toMatchObject({ code: "access.session_expired" });
  });

  it("refuses a key from the moment it expires, cached or not", async () => {
    const { workspaceId } = await ground.access.createWorkspace({ name: "Expiry" });
    const expiresAt = new Date(ground.clock.nowMs() + 2000).toISOString();
    const { secret } = await ground.access.createApiKey(workspaceId, { name: "short", expiresAt });
    expect(await ground.access.authenticate(bearer(secret))).not.toBeNull();
    ground.clock.advance(2001);
    await expect(ground.access.authenticate(bearer(secret))).rejects.toMatchObject({
      code: "access.key_expired",
    });
  });
});
