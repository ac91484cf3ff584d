// The source that stands for a stream from a message broker: made when the stream starts for the first time, so that
// what comes from it is counted, shown and, by revoking it, stopped like what comes from anywhere else.
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import { forbidden } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { isRevoked } from "./errors.ts";
import { sourceImage } from "./source-acts.ts";
import { listSources, type StoredSource, saveSource } from "./sources.store.ts";

/** Answers the source's id. */
export const connectSource = defineAct({
  name: "events.source.connect",
  title: "Set up the source of a stream from a message broker",
  permission: "the server itself",
  effect: "internal",
  risk: "low",
  compensation: { by: "act", act: "events.source.revoke" },
  input: z.object({ name: z.string().min(1).max(100), kind: z.enum(["kafka", "nats"]) }),
  check: ({ principal }) => {
    if (principal.kind !== "system") throw forbidden("Streams are set up by the server itself.");
  },
  run: async (tx, act, { name, kind }): Promise<string> => {
    const known = (await listSources(tx)).filter((one) => one.kind === kind && one.name === name);
    const open = known.find(({ revokedAt }) => revokedAt === null);
    if (open) return open.id;
    if (known.length > 0) throw isRevoked();
    const source: StoredSource = {
      id: newId(),
      name,
      kind,
      keyHash: null,
      keyHint: null,
      createdBy: act.ctx.principal.label,
      createdAt: act.at,
      revokedAt: null,
    };
    await saveSource(tx, source);
    await act.changed(tx, [wholeChange("event-sources", null, sourceImage(source))]);
    return source.id;
  },
});
