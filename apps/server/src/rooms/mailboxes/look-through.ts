// One look through a mailbox: in each folder, mails that have no row are taken, stuck ones whose time has come are tried
// again, and what the server has is compared with what we know. Where a folder begins its numbers anew, all of it is gone
// through again; what is known by its message id is a copy then, and nothing comes in twice.
import { createHash } from "node:crypto";
import { nowIso } from "../../platform/clock.ts";
import type { ImapSession, OpenFolder } from "./imap.ts";
import type { Mailbox } from "./mailbox.ts";
import { dueUids, knownUids, markGone, saveFolder } from "./mailboxes.store.ts";
import type { MailboxesDeps } from "./mailboxes-deps.ts";
import { takeMail } from "./take-mail.ts";

/** Numbers asked for at a time. */
const pageUids = 5000;

export interface Look {
  /** Called between mails, so that whoever holds the mailbox goes on holding it. False: somebody else has it. */
  goOn(): Promise<boolean>;
  /** By folder, what the server had when it was compared last: the same again is not compared again. */
  compared: Map<string, string>;
}

/** The folder that is looked through last stays open, and its news is heard. */
export async function lookThrough(
  deps: MailboxesDeps,
  mailbox: Mailbox,
  session: ImapSession,
  look: Look,
): Promise<boolean> {
  const [first = "INBOX", ...others] = mailbox.folders;
  for (const path of [...others, first])
    if (!(await lookThroughFolder(deps, mailbox, await session.open(path), look))) return false;
  return true;
}

async function lookThroughFolder(
  deps: MailboxesDeps,
  mailbox: Mailbox,
  folder: OpenFolder,
  look: Look,
): Promise<boolean> {
  const { path, uidValidity } = folder;
  const at = { channelId: mailbox.channelId, path, uidValidity };
  const there = await folder.uids();
  const mark = markOf(uidValidity, there);
  const isNews = look.compared.get(path) !== mark;
  const open = await openUids(deps, mailbox, at, { there, isNews });
  if (!isNews && open.length === 0) return true;
  for await (const fetched of folder.mails(open)) {
    if (!(await look.goOn())) return false;
    await takeMail(deps, mailbox, { ...at, uid: fetched.uid }, fetched);
  }
  const now = nowIso(deps.clock);
  const knownCount = await deps.db.tenant(mailbox, async (tx) => {
    const known = await markGone(tx, at, there, now);
    const counts = { serverCount: there.length, knownCount: known, comparedAt: now };
    await saveFolder(tx, mailbox.channelId, { path, uidValidity, ...counts });
    return known;
  });
  // What has no row yet is looked for again.
  if (knownCount === there.length) look.compared.set(path, mark);
  return true;
}

const markOf = (uidValidity: number, uids: readonly number[]): string =>
  createHash("sha256").update(`${uidValidity}:${uids.join()}`).digest("hex");

/** Those without a row, and stuck ones that are due; in the server's order. */
async function openUids(
  { db, clock }: MailboxesDeps,
  mailbox: Mailbox,
  at: { channelId: string; path: string; uidValidity: number },
  { there, isNews }: { there: readonly number[]; isNews: boolean },
): Promise<number[]> {
  const tx = db.reader(mailbox);
  const open: number[] = [];
  for (let from = 0; isNews && from < there.length; from += pageUids) {
    const page = there.slice(from, from + pageUids);
    const known = await knownUids(tx, at, page);
    open.push(...page.filter((uid) => !known.has(uid)));
  }
  const due = await dueUids(tx, at, nowIso(clock));
  return [...open, ...due].sort((a, b) => a - b);
}
