// A member's own capture address: one secret part, which stands in the address of each mailbox.
import { randomBytes } from "node:crypto";
import type { CaptureAddresses } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { forbidden } from "../../platform/errors.ts";
import { captureAddress } from "./capture.rules.ts";
import { type CaptureToken, deleteToken, saveToken, tokenOf } from "./capture.store.ts";
import type { LookAfterDeps } from "./look-after.ts";
import { type Mailbox, mailboxOf } from "./mailbox.ts";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const letters = 24;

/** 120 bits, in letters that every mail server leaves as they are. */
const newToken = (): string =>
  [...randomBytes(letters)].map((byte) => alphabet[byte & 31]).join("");

function memberIn({ principal }: Ctx): string {
  if (principal.memberId === null)
    throw forbidden("Capture addresses are those of members: sign in, or use a member's API key.");
  return principal.memberId;
}

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
  const memberId = memberIn(ctx);
  const tx: Reader = deps.db.reader(ctx);
  return described(deps, ctx, await tokenOf(tx, memberId));
}

/** Makes one, or one in the place of the former. */
export async function renewCaptureAddress(
  deps: LookAfterDeps,
  ctx: Ctx,
): Promise<CaptureAddresses> {
  const memberId = memberIn(ctx);
  const made = { memberId, token: newToken(), madeAt: nowIso(deps.clock), usedAt: null };
  await deps.db.tenant(ctx, (tx) => saveToken(tx, made));
  return described(deps, ctx, made);
}

export async function endCaptureAddress(deps: LookAfterDeps, ctx: Ctx): Promise<void> {
  const memberId = memberIn(ctx);
  await deps.db.tenant(ctx, (tx) => deleteToken(tx, memberId));
}
