// A mail with an id that another one has already gets one of its own: an id says "copy" only of the same mail.
import { createHash } from "node:crypto";
import type { Ctx } from "../../platform/context.ts";
import type { Mailbox } from "./mailbox.ts";
import { findByMessageId } from "./mailboxes.store.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";
import type { ReadMail } from "./read-mail.ts";
import { type Compared, isOtherMail, providerIdOf } from "./same-mail.rules.ts";

export async function withOwnId(
  deps: MailboxesDeps,
  ctx: Ctx,
  { channelId }: Mailbox,
  mail: ReadMail,
): Promise<ReadMail> {
  if (mail.messageId === null) return mail;
  const tx = deps.db.reader(ctx);
  const known = await findByMessageId(tx, channelId, mail.messageId);
  if (known === null) return mail;
  const texts = await deps.textsOf(tx, channelId, [mail.messageId]);
  if (!isOtherMail(known, mail, texts)) return mail;
  // By its bytes, as such mails were known before.
  const ofBytes = providerIdOf({ messageId: null, digest: mail.digest });
  const isOfBytes = await deps.knowsAny(tx, channelId, [ofBytes]);
  return { ...mail, messageId: null, ownId: isOfBytes ? ofBytes : ownIdOf(mail) };
}

/** Of a mail whose id is another's: the same however often and by whatever way it comes. The id itself stays in it. */
export function ownIdOf(mail: Compared & Pick<ReadMail, "messageId">): string {
  const said = [mail.messageId, mail.from.address, mail.subject, mail.sentAt, mail.whole];
  const digest = createHash("sha256").update(JSON.stringify(said)).digest("hex");
  return `sha256:${digest}${mail.messageId === null ? "" : `:${mail.messageId}`}`;
}
