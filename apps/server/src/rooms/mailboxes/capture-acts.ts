// A capture address is made and ended by acts, so that the audit log tells when: whoever knows such an address may pose as
// its member where no trusted server vouches for senders. The log tells that there is one, never its secret part. What
// comes by it is done with all of the member's rights, so a key with fewer neither makes nor reads one; it may end it.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { type CaptureToken, deleteToken, saveToken, tokenOf } from "./capture.store.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const letters = 24;

/** 120 bits, in letters that every mail server leaves as they are. */
const newToken = (): string =>
  [...randomBytes(letters)].map((byte) => alphabet[byte & 31]).join("");

export function memberIn({ principal }: Ctx): string {
  if (principal.memberId === null)
    throw forbidden("Capture addresses are those of members: sign in, or use a member's API key.");
  return principal.memberId;
}

/** The member whose address it is, for those who may do all that comes by it. */
export async function wholeMemberIn(
  deps: Pick<MailboxesDeps, "reachesAllOfItsMember">,
  tx: Reader,
  ctx: Ctx,
): Promise<string> {
  const memberId = memberIn(ctx);
  if (await deps.reachesAllOfItsMember(tx, ctx)) return memberId;
  throw forbidden(
    "What comes by a capture address is done with all rights of its member, and this API key has fewer. Sign in, or use a key with the member's rights.",
  );
}

const logged = (one: CaptureToken | null) => one && { id: one.memberId, madeAt: one.madeAt };

const tell = (tx: Tx, act: Act, before: CaptureToken | null, after: CaptureToken | null) =>
  act.changed(tx, [wholeChange("capture-addresses", logged(before), logged(after))]);

const shared = {
  input: z.strictObject({}),
  permission: "signed-in",
  effect: "internal",
  risk: "medium",
  compensation: { by: "none", because: "The secret part of the former address is gone." },
  check: (ctx: Ctx) => void memberIn(ctx),
} as const;

export const captureActs = (deps: Pick<MailboxesDeps, "reachesAllOfItsMember">) => [
  defineAct({
    ...shared,
    name: "mailboxes.capture",
    title: "Make a capture address of one's own; a former one does not hold any more",
    run: async (tx, act): Promise<CaptureToken> => {
      const memberId = await wholeMemberIn(deps, tx, act.ctx);
      const made = { memberId, token: newToken(), madeAt: act.at, usedAt: null };
      const before = await tokenOf(tx, memberId);
      await saveToken(tx, made);
      await tell(tx, act, before, made);
      return made;
    },
  }),
  defineAct({
    ...shared,
    name: "mailboxes.end-capture",
    title: "Have no capture address any more",
    run: async (tx, act): Promise<null> => {
      const memberId = memberIn(act.ctx);
      const before = await tokenOf(tx, memberId);
      if (before === null) return null;
      await deleteToken(tx, memberId);
      await tell(tx, act, before, null);
      return null;
    },
  }),
];
