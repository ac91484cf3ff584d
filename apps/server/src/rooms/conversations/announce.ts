// Tells whoever listens that conversations changed, after the commit and at least once: by what acts hand on, so that
// undo is told like everything else. Only ids and states: no text travels.
import type { ChangeListener } from "../../platform/acts.ts";
import type { Outbox } from "../../platform/outbox.ts";
import { object } from "./reach.ts";

export const conversationsTopic = "conversations.changed";
const mostAtOnce = 1000;

const stateIn = (image: Record<string, unknown> | null): string | null =>
  typeof image?.state === "string" ? image.state : null;

export function conversationListener(outbox: Outbox): ChangeListener {
  return async (tx, { name, at, ctx }, changes) => {
    const told = changes
      .filter((one) => one.object === object)
      .map(({ id, before, after }) => ({ id, was: stateIn(before), is: stateIn(after) }));
    for (let from = 0; from < told.length; from += mostAtOnce) {
      const payload = { act: name, at, changes: told.slice(from, from + mostAtOnce) };
      outbox.publish(tx, conversationsTopic, payload, ctx.requestId);
    }
  };
}
