// The person behind a session, for what concerns the person and not one workspace: password, second
// factor, address. A session that one workspace's identity provider vouched for is not enough: its
// administrators decide whom it vouches for, and must not reach into the person's other workspaces.
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { refuse } from "./errors.ts";
import { readUser, type UserRow } from "./users.store.ts";

export type AccountOwner = UserRow;

export async function requireOwner(db: Database, ctx: Ctx): Promise<AccountOwner> {
  if (ctx.principal.kind !== "user") {
    throw refuse("not_a_person", "Only a person who is signed in has an account.");
  }
  if (ctx.principal.session?.boundTo) {
    throw refuse(
      "by_provider",
      "You signed in with your workspace's identity provider, which keeps your password and second factor.",
    );
  }
  const user = await db.system((tx) => readUser(tx, ctx.principal.id));
  if (!user) throw refuse("not_a_person", "Only a person who is signed in has an account.");
  return user;
}
