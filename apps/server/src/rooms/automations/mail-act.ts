// The act of sending a letter from a rule. It writes the letter down in the transaction of its step; the letter
// leaves afterwards (send-letters). It can only be taken by a run.
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import { forbidden } from "../../platform/errors.ts";
import { insertLetters } from "./steps.store.ts";

/** However many members a rule names. */
const mostLetters = 50;

export const sendMailAct = defineAct({
  name: "automations.send-mail",
  title: "Send an e-mail from a template",
  input: z.strictObject({
    runId: z.uuid(),
    position: z.int().min(1),
    letters: z
      .array(
        z.strictObject({
          id: z.uuid(),
          address: z.string().min(3).max(254),
          subject: z.string().max(300),
          body: z.string().max(100_000),
        }),
      )
      .min(1)
      .max(mostLetters),
  }),
  permission: "automations.manage; read on the fields that the text names",
  effect: "outside",
  risk: "medium",
  compensation: { by: "none", because: "A letter that was sent cannot be taken back" },
  usableIn: ["automations"],
  check: (ctx, { runId }) => {
    const isRun = ctx.cause?.runId === runId && ctx.principal.rights.has("automations.manage");
    if (!isRun) throw forbidden("Only automations send letters this way.");
  },
  run: async (tx, act, { runId, position, letters }) => {
    insertLetters(
      tx,
      letters.map((letter) => ({ ...letter, runId, position })),
      act.at,
    );
    // Addresses and texts stay in the run's log, which is forgotten in time; the audit log keeps ids.
    await act.changed(
      tx,
      letters.map(({ id }) => ({
        object: "automation-letters",
        id,
        op: "create" as const,
        before: null,
        after: { runId, position },
        record: null,
      })),
    );
    return { letters: letters.length };
  },
});
