// Mails what is due: claimed for five minutes, rechecked under the receiver's rights of now, sent, marked. All that
// is due to one member at one time is one mail.
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { type MemberWithRights, membersWithRights } from "../access/index.ts";
import { claimMail, type DueItem, settleMail } from "./items.store.ts";
import { letterOf } from "./letter.rules.ts";
import { visibleItems } from "./list-items.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";

const batchSize = 200;

/** Answers how many mails were sent. */
export async function sendDueMail(deps: NotificationsDeps): Promise<number> {
  if (!deps.mail.isConfigured) return 0;
  const now = new Date(deps.clock.nowMs()).toISOString();
  const claimed = await deps.db.system((tx) => claimMail(tx, now, batchSize));
  if (claimed.length === 0) return 0;
  let sent = 0;
  for (const [workspaceId, items] of Map.groupBy(claimed, (item) => item.workspaceId)) {
    const ids = [...new Set(items.map(({ memberId }) => memberId))];
    const members = await membersWithRights(deps.db, workspaceId, ids);
    for (const member of members) {
      const own = items.filter(({ memberId }) => memberId === member.id);
      if (await mailTo(deps, workspaceId, member, own)) sent += 1;
    }
  }
  await deps.db.system((tx) => settleMail(tx, claimed));
  return sent;
}

async function mailTo(
  deps: NotificationsDeps,
  workspaceId: string,
  member: MemberWithRights,
  items: readonly DueItem[],
): Promise<boolean> {
  const unread = items.filter(({ readAt }) => readAt === null);
  if (member.userId === null || unread.length === 0) return false;
  const ctx = { ...systemContext(workspaceId, newId()), principal: member.principal };
  const shown = await visibleItems(deps, deps.db.reader(ctx), ctx, unread);
  if (shown.length === 0) return false;
  return deps.mail.send({ to: member.email, ...letterOf(shown, deps.publicUrl) });
}
