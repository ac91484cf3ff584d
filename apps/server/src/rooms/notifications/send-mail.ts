// Mails what is due, member by member: claimed for five minutes, rechecked under the receiver's rights of now, sent,
// settled. All that is due to one member at one time is one mail. A mail server that did not take it is asked again;
// one that may have taken it is not.
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import type { MailMessage } from "../../platform/mail.ts";
import { membersWithRights } from "../access/index.ts";
import { claimMail, type DueItem, postponeMail, settleMail } from "./items.store.ts";
import { letterOf } from "./letter.rules.ts";
import { visibleItems } from "./list-items.ts";
import { nextTryMs } from "./mail-time.rules.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";

const linesInMail = 200;
const mailsInRound = 500;

/** Answers how many mails were sent. */
export async function sendDueMail(deps: NotificationsDeps, signal?: AbortSignal): Promise<number> {
  if (!deps.mail.isConfigured) return 0;
  let sent = 0;
  for (let round = 0; round < mailsInRound && !signal?.aborted; round += 1) {
    const now = new Date(deps.clock.nowMs()).toISOString();
    const items = await deps.db.system((tx) => claimMail(tx, now, linesInMail));
    if (items.length === 0) break;
    try {
      if (await mailTo(deps, items)) sent += 1;
    } catch (error) {
      // The claim ends by itself; others do not wait for it.
      deps.logger.warn({ error }, "Notifications of one member were not mailed; trying again");
    }
  }
  return sent;
}

/** Lines of one member; whether a mail left. */
async function mailTo(deps: NotificationsDeps, items: readonly DueItem[]): Promise<boolean> {
  const { db, clock, mail } = deps;
  const tries = Math.max(...items.map(({ mailTries }) => mailTries));
  const againMs = nextTryMs(tries, clock.nowMs());
  const letter = againMs === null ? null : await letterFor(deps, items);
  const outcome = letter === null ? null : await mail.attempt(letter);
  if (outcome?.kind === "refused" && !outcome.isPermanent && againMs !== null) {
    const until = new Date(againMs).toISOString();
    await db.system((tx) => postponeMail(tx, items, until));
    return false;
  }
  const at = new Date(clock.nowMs()).toISOString();
  await db.system((tx) => settleMail(tx, items, at));
  return outcome?.kind === "sent";
}

/** Null where nothing is to be said, or to nobody. */
async function letterFor(
  deps: NotificationsDeps,
  items: readonly DueItem[],
): Promise<(MailMessage & { id: string }) | null> {
  const unread = items
    .filter(({ readAt }) => readAt === null)
    .toSorted((a, b) => b.lastAt.localeCompare(a.lastAt));
  const [first] = unread;
  if (!first) return null;
  const { workspaceId, memberId } = first;
  const [member] = await membersWithRights(deps.db, workspaceId, [memberId]);
  if (!member?.userId) return null;
  const ctx = { ...systemContext(workspaceId, newId()), principal: member.principal };
  const shown = await visibleItems(deps, deps.db.reader(ctx), ctx, unread);
  if (shown.length === 0) return null;
  // The same lines, counted as far, are the same letter: sent again by a process that took over, it can be recognised.
  const happened = unread.reduce((sum, { count }) => sum + count, 0);
  const id = `${first.id}.${unread.length}.${happened}`;
  return { id, to: member.email, ...letterOf(shown, deps.publicUrl) };
}
