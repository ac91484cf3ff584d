// A mail that cannot be taken, and that nobody wants tried for ever: somebody leaves it out, by an act, so that the log
// tells who. It stays on the server, and another try takes it up again.
import { idSchema } from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import { AppError, forbidden, notFound } from "../../platform/errors.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { leaveMailOut, mailById, type StoredMail } from "./mailboxes.store.ts";

const notStuck = () =>
  new AppError(
    "conflict",
    "mailboxes.not_stuck",
    "Only a mail that is stuck can be left out. What became of this one is in the list.",
  );

const logged = ({ id, channelId, verdict, reason }: StoredMail) => ({
  ...{ id, channelId, verdict, reason },
});

export const leaveOutName = "mailboxes.leave-out";

export const leaveOutAct = defineAct({
  name: leaveOutName,
  title: "Leave a mail out that is stuck",
  input: z.strictObject({ channelId: idSchema, mailId: idSchema }),
  permission: "channels.manage",
  effect: "internal",
  risk: "low",
  compensation: { by: "none", because: "Another try takes it up again." },
  check: ({ principal }) => {
    if (!principal.rights.has("channels.manage"))
      throw forbidden("Mails are left out by those who manage channels.");
  },
  run: async (tx, act, { channelId, mailId }): Promise<StoredMail> => {
    const before = await mailById(tx, channelId, mailId);
    if (before === null) throw notFound("mail");
    if (before.verdict === "skipped") return before;
    if (before.verdict !== "stuck") throw notStuck();
    const reason = `${act.ctx.principal.label} left it out. ${before.reason ?? ""}`.trim();
    const after: StoredMail = { ...before, verdict: "skipped", reason, nextTryAt: null };
    await leaveMailOut(tx, mailId, reason);
    await act.changed(tx, [wholeChange("mails", logged(before), logged(after))]);
    return after;
  },
});
