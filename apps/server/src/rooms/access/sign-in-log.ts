// Sign-ins, refused sign-ins and password changes in the audit log of each workspace that the person
// is a member of. Written after the answer, so that its time says nothing about an account.
import type { Acts } from "../../platform/acts.ts";
import { type Ctx, type Principal, systemContext } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { Background } from "./background.ts";
import { findUserByEmail, readUser, workspacesOfUser } from "./users.store.ts";

export type SignInEvent =
  | "signed-in"
  | "refused"
  | "password-reset"
  | "password-changed"
  | "second-factor-set-up"
  | "second-factor-removed"
  | "second-factor-refused"
  | "recovery-codes-made"
  | "recovery-code-used"
  | "session-ended"
  | "sessions-ended"
  | "email-changed";

/** What somebody did who has not proved yet to be the person. */
const unproved: ReadonlySet<SignInEvent> = new Set(["refused", "second-factor-refused"]);

export interface SignInLog {
  note(from: Ctx, who: { userId: string } | { email: string }, event: SignInEvent): void;
}

interface LogDeps {
  db: Database;
  acts: Acts;
  background: Background;
}

export function createSignInLog({ db, acts, background }: LogDeps): SignInLog {
  async function write(from: Ctx, who: { userId: string } | { email: string }, event: SignInEvent) {
    const known = await db.system(async (tx) => {
      const user =
        "userId" in who ? await readUser(tx, who.userId) : await findUserByEmail(tx, who.email);
      return user ? { user, workspaces: await workspacesOfUser(tx, user.id) } : null;
    });
    if (!known) return;
    for (const { workspace_id: workspaceId, member_id: memberId } of known.workspaces) {
      const ctx = contextFor(from, workspaceId, unproved.has(event) ? null : known.user);
      const act = acts.begin(ctx, `access.${event}`);
      const after = { memberId, event };
      await db.tenant(ctx, (tx) =>
        act.changed(tx, [
          { object: "sign-ins", id: newId(), op: "create", before: null, after, record: null },
        ]),
      );
    }
  }

  return {
    note: (from, who, event) => background.run("sign-in log", () => write(from, who, event)),
  };
}

/** From where the request came, in the workspace concerned, by the person if they proved to be it. */
function contextFor(
  from: Ctx,
  workspaceId: string,
  user: { id: string; name: string } | null,
): Ctx {
  const { principal: nobody } = systemContext(workspaceId, from.requestId);
  const principal: Principal = user
    ? { ...nobody, kind: "user", id: user.id, label: user.name }
    : { ...nobody, label: "Unknown" };
  return { ...from, workspaceId, principal };
}
