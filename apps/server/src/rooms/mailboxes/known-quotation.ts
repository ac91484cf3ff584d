// A quotation below a mail of which no line says whose it is: an answer that only repeats what it answers, or a log that
// the customer put behind ">". What is known of the thread tells; where nothing does, it stays in the text.
import type { Ctx } from "../../platform/context.ts";
import { repeatsKnown } from "./fold.rules.ts";
import type { Mailbox } from "./mailbox.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";
import { marksIn } from "./pictures.rules.ts";
import type { ReadMail } from "./read-mail.ts";

export async function withoutKnownQuotation(
  deps: Pick<MailboxesDeps, "textsOf"> & { db: Pick<MailboxesDeps["db"], "reader"> },
  ctx: Ctx,
  { channelId }: Pick<Mailbox, "channelId">,
  mail: ReadMail,
): Promise<ReadMail> {
  const { above, inReplyTo } = mail;
  if (above === null || inReplyTo.length === 0) return mail;
  const known = await deps.textsOf(deps.db.reader(ctx), channelId, inReplyTo);
  if (!repeatsKnown(mail.text.slice(above.length), known)) return mail;
  const marks = marksIn(above);
  const files = mail.files.map((file) => {
    const mark = file.picture?.mark ?? null;
    return mark === null || marks.has(mark) ? file : { ...file, picture: null };
  });
  return { ...mail, text: above, above: null, isShortened: true, files };
}
