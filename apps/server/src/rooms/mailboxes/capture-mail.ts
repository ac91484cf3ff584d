// What becomes of a mail that came by a capture address. Only mails of the member whose address it is are taken as that
// member's; an answer of somebody else to what is known comes in as a customer's; everything else is left out, with the
// reason in the list of mails, so that an address that became known brings nothing in.

import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { captureToken, forwardedSender, isSenderVouched } from "./capture.rules.ts";
import { memberOf, noteUsed } from "./capture.store.ts";
import type { Captured, CapturedMail } from "./capture-port.ts";
import type { Mailbox } from "./mailbox.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";
import { ownMailboxes } from "./own-mailboxes.ts";
import type { MailPerson, ReadMail } from "./read-mail.ts";
import { providerIdOf } from "./same-mail.rules.ts";

type Left = { kind: "left"; reason: string };
/** `not-captured`: it is a mail like any other. */
export type CaptureOutcome =
  | Exclude<Captured, { kind: "forbidden" }>
  | Left
  | { kind: "not-captured" };

const left = (reason: string): Left => ({ kind: "left", reason });

type Attachments = () => Promise<CapturedMail["attachments"]>;

export async function takeCaptured(
  deps: MailboxesDeps,
  ctx: Ctx,
  mailbox: Mailbox,
  mail: ReadMail,
  kept: Attachments,
): Promise<CaptureOutcome> {
  const token = captureToken(mail.reached, mailbox.address);
  if (token === null) return { kind: "not-captured" };
  const tx = deps.db.reader(ctx);
  const memberId = await memberOf(tx, token);
  const members = await deps.members(tx);
  const owner = members.find(({ id }) => id === memberId);
  if (owner?.email.toLowerCase() !== mail.from.address) {
    if (await deps.knowsAny(tx, mailbox.channelId, mail.inReplyTo)) return { kind: "not-captured" };
    return left(owner ? notTheirs : noLonger);
  }
  const doubt = doubtOf(mail, mailbox);
  if (doubt !== null) return left(doubt);
  // Colleagues, too.
  const addresses = members.map(({ email }) => email);
  const ours = await ownMailboxes(deps, mailbox, addresses);
  const captured = await asTheirs(deps, ctx, { mailbox, mail, ours, memberId: owner.id, kept });
  if (captured.kind === "captured")
    await deps.db.tenant(ctx, (open) => noteUsed(open, owner.id, nowIso(deps.clock)));
  return captured;
}

const notTheirs = "It came to a member's capture address, but not from that member.";
const noLonger = "It came to a capture address that does not hold any more.";

/** Why a mail that says it is a member's is not taken as one. */
function doubtOf(mail: ReadMail, { trustedServer }: Mailbox): string | null {
  if (mail.kind !== "message")
    return "Nobody wrote it: a program or a list sent it to a capture address.";
  const isForged =
    trustedServer !== null &&
    !isSenderVouched(mail.authResults, trustedServer, mail.from.address ?? "");
  return isForged ? `${trustedServer} does not vouch for its sender (SPF, DKIM, DMARC).` : null;
}

interface Given {
  mailbox: Mailbox;
  mail: ReadMail;
  ours: (address: string) => boolean;
  memberId: string;
  kept: Attachments;
}

async function asTheirs(
  deps: MailboxesDeps,
  ctx: Ctx,
  { mailbox, mail, ours, memberId, kept }: Given,
): Promise<Exclude<CaptureOutcome, { kind: "not-captured" }>> {
  const { to, isPassedOn } = wentTo(mail, ours);
  if (to.length === 0) return left("It went to nobody but us and colleagues.");
  const memberCtx = await deps.memberContext(deps.db.reader(ctx), memberId);
  if (memberCtx === null) return left(noLonger);
  const captured = await deps.captureMail(memberCtx, {
    channelId: mailbox.channelId,
    providerId: providerIdOf(mail),
    inReplyTo: mail.inReplyTo,
    sentAt: new Date(mail.sentAt ?? nowIso(deps.clock)),
    subject: mail.subject,
    text: isPassedOn ? mail.whole : mail.text,
    attachments: await kept(),
    to,
  });
  return captured.kind === "forbidden"
    ? left("The role of the member whose capture address it is does not allow it.")
    : captured;
}

/** Who is named in it; in one that was passed on, who wrote it. */
function wentTo(
  mail: ReadMail,
  ours: (address: string) => boolean,
): { to: MailPerson[]; isPassedOn: boolean } {
  const named = mail.recipients.filter(({ address }) => !ours(address));
  if (named.length > 0) return { to: named, isPassedOn: false };
  const sender = forwardedSender(mail.whole);
  return { to: sender && !ours(sender.address) ? [sender] : [], isPassedOn: true };
}
