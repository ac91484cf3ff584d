// What people do in tests of the access room, over HTTP.
import { expect } from "vitest";
import { type TestAccess, type TestAnswer, testPassword } from "./access-ground.ts";

export type TestWorkspace = Awaited<ReturnType<TestAccess["workspaceWithAdmin"]>>;

type Ask = (path: string, cookie: string) => Promise<TestAnswer>;
type Send = (path: string, cookie: string, body: unknown) => Promise<TestAnswer>;

export function actionsOn(groundOf: () => TestAccess) {
  const get: Ask = (path, cookie) => groundOf().call({ method: "GET", path, cookie });
  const remove: Ask = (path, cookie) => groundOf().call({ method: "DELETE", path, cookie });
  const post: Send = (path, cookie, body) =>
    groundOf().call({ method: "POST", path, cookie, body });
  const patch: Send = (path, cookie, body) =>
    groundOf().call({ method: "PATCH", path, cookie, body });

  /** Answers the token of the link that was mailed. */
  async function invite(
    workspace: TestWorkspace,
    email: string,
    roleId = workspace.roleIds.member,
  ): Promise<string> {
    const { letters } = groundOf();
    const before = letters.length;
    const answer = await post("/invitations", workspace.cookie, { email, roleId });
    expect(answer).toMatchObject({ status: 201, body: { email, mailed: true, status: "open" } });
    expect(answer.body.url).toBeUndefined();
    return /token=([\w-]+)/.exec(letters[before]?.text ?? "")?.[1] ?? "";
  }

  const accept = (token: string, password = testPassword, name = "New Member") =>
    groundOf().call({
      method: "POST",
      path: "/auth/accept-invitation",
      body: { token, name, password },
    });

  async function join(
    workspace: TestWorkspace,
    email: string,
    roleId?: string,
  ): Promise<{ cookie: string; id: string }> {
    const answer = await accept(await invite(workspace, email, roleId));
    expect(answer.status).toBe(204);
    const cookie = answer.cookie ?? "";
    return { cookie, id: (await get("/me", cookie)).body.member.id };
  }

  return { get, post, patch, remove, invite, accept, join };
}
