// Telling members something in words: for automations, and for whoever stands in the catalogue of acts.
import { sendNotificationSchema } from "@rapport/contracts";
import { defineAct } from "../../platform/acts.ts";
import { forbidden, invalid, notFound } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { knownMembers } from "../access/index.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";
import type { Draft } from "./plan-entries.rules.ts";
import { writeItems } from "./write-items.ts";

export function sendAct(deps: NotificationsDeps) {
  return defineAct({
    name: "notifications.send",
    title: "Tell members something",
    input: sendNotificationSchema,
    permission: "a member's own session or key; read on the record",
    effect: "internal",
    risk: "low",
    compensation: { by: "none", because: "What was read cannot be made unread." },
    usableIn: ["automations"],
    check: ({ principal }) => {
      if (principal.memberId !== null || principal.kind === "system") return;
      throw forbidden("Messages come from members: sign in, or use the API key of a member.");
    },
    run: async (tx, act, { memberIds, title, body, recordRef }) => {
      const known = await knownMembers(tx, memberIds);
      if (memberIds.some((id) => !known.has(id))) {
        throw invalid(
          "notifications.unknown_member",
          "Somebody among the receivers is not an active member. GET /members lists them.",
        );
      }
      if (recordRef) {
        const seen = await deps.window.show(tx, act.ctx, [recordRef]);
        if (!seen.has(recordRef.id)) throw notFound();
      }
      const drafts = [...known].map(
        (memberId): Draft => ({
          memberId,
          kind: "message",
          groupKey: `message ${newId()}`,
          object: recordRef?.object ?? null,
          recordId: recordRef?.id ?? null,
          who: act.ctx.principal.label,
          at: act.at,
          count: 1,
          data: { title, ...(body ? { text: body } : {}) },
        }),
      );
      await writeItems(deps, tx, drafts);
      return { sent: drafts.length };
    },
  });
}
