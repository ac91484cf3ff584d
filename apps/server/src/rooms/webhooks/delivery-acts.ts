// Acts on deliveries: a test, and sending again what was sent or given up.
import { idSchema, replaySchema } from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { claimMs } from "./courier.ts";
import { lockedEndpoint, sharedAct } from "./endpoint-acts.ts";
import { disabled } from "./errors.ts";
import { replayDeliveries, replayFailed } from "./log.store.ts";
import { testType } from "./message.rules.ts";
import { type Claimed, type NewDelivery, queueEvents } from "./queue.store.ts";
import { testObject } from "./sight.ts";

export interface DeliveryActDeps {
  /** Of the courier that sends tests, so that no other takes them. */
  mark: string;
}

/** Written as taken by this process; it is sent after the commit. */
function queueTest(tx: Tx, act: Act, endpointId: string, mark: string): Claimed {
  const eventId = newId();
  const event = { id: eventId, type: testType, object: testObject, recordId: null, content: {} };
  const delivery: NewDelivery = {
    id: newId(),
    endpointId,
    eventId,
    subjectId: eventId,
    type: testType,
  };
  const dueAt = new Date(Date.parse(act.at) + claimMs).toISOString();
  queueEvents(tx, { events: [event], deliveries: [delivery] }, act, { dueAt, takenBy: mark });
  const { id } = delivery;
  return { workspaceId: tx.workspaceId, id, endpointId, eventId, attempts: 0, seq: "0" };
}

export function deliveryActs({ mark }: DeliveryActDeps) {
  const test = defineAct({
    ...sharedAct,
    name: "webhooks.test",
    title: "Send a test to a webhook",
    input: z.object({ id: idSchema }),
    effect: "outside",
    risk: "low",
    compensation: { by: "none", because: "it was sent" },
    run: async (tx, act, { id }): Promise<Claimed> => {
      await lockedEndpoint(tx, id);
      return queueTest(tx, act, id, mark);
    },
  });

  const replay = defineAct({
    ...sharedAct,
    name: "webhooks.replay",
    title: "Send deliveries of a webhook again",
    input: z.object({ id: idSchema, what: replaySchema }),
    effect: "outside",
    risk: "medium",
    compensation: { by: "none", because: "receivers know them by their ids" },
    run: async (tx, act, { id, what }): Promise<{ queued: number }> => {
      const endpoint = await lockedEndpoint(tx, id);
      if (endpoint.status === "disabled") throw disabled();
      const queued =
        "deliveryIds" in what
          ? await replayDeliveries(tx, id, act.at, what.deliveryIds)
          : await replayFailed(tx, id, act.at, what.failedSince);
      return { queued };
    },
  });

  return [test, replay];
}
