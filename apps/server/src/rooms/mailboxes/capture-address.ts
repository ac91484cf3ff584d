// A member's own capture address: one secret part, which stands in the address of each mailbox.
import type { CaptureAddresses } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { captureAddress } from "./capture.rules.ts";
import { type CaptureToken, tokenOf } from "./capture.store.ts";
import { wholeMemberIn } from "./capture-acts.ts";
import type { LookAfterDeps } from "./look-after.ts";
import { type Mailbox, mailboxOf } from "./mailbox.ts";

const addressOf = ({ channelId, address, trustedServer }: Mailbox, token: string) => ({
  channelId,
  mailbox: address,
  address: captureAddress(address, token),
  checksSender: trustedServer !== null,
});

async function described(
  deps: LookAfterDeps,
  ctx: Ctx,
  found: CaptureToken | null,
): Promise<CaptureAddresses> {
  const mailboxes = (await deps.mailboxesOf(ctx)).map(mailboxOf);
  return {
    madeAt: found?.madeAt ?? null,
    usedAt: found?.usedAt ?? null,
    hasMailboxes: mailboxes.length > 0,
    addresses: found === null ? [] : mailboxes.map((mailbox) => addressOf(mailbox, found.token)),
  };
}

export async function captureAddresses(deps: LookAfterDeps, ctx: Ctx): Promise<CaptureAddresses> {
  const tx: Reader = deps.db.reader(ctx);
  const memberId = await wholeMemberIn(deps, tx, ctx);
  return described(deps, ctx, await tokenOf(tx, memberId));
}

/** Makes one, or one in the place of the former. */
export async function renewCaptureAddress(
  deps: LookAfterDeps,
  ctx: Ctx,
): Promise<CaptureAddresses> {
  const { result } = await deps.acts.perform<CaptureToken>(ctx, "mailboxes.capture", {});
  return described(deps, ctx, result);
}

export async function endCaptureAddress(deps: LookAfterDeps, ctx: Ctx): Promise<void> {
  await deps.acts.perform(ctx, "mailboxes.end-capture", {});
}
