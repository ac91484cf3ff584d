// Acts on sources. A write key is in the answer of the act that made it and nowhere else; the log keeps its first
// letters.
import {
  type CreatedEventSource,
  type EventSource,
  eventSourceInputSchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { isRevoked, missingSource, requireManager, tooManySources } from "./errors.ts";
import { listSources, readSource, type StoredSource, saveSource } from "./sources.store.ts";
import { newWriteKey } from "./write-keys.ts";

const maxSources = 100;

const shared = { permission: "events.manage", effect: "internal", check: requireManager } as const;

/** Without the hash. */
export const sourceImage = ({ keyHash: _hash, ...source }: StoredSource) => source;

const changeOf = (before: StoredSource | null, after: StoredSource | null) =>
  wholeChange("event-sources", before && sourceImage(before), after && sourceImage(after));

const noCounts = { accepted: 0, duplicates: 0, rejected: 0, withheld: 0 };

export function sourceOf(source: StoredSource, lastDay = noCounts): EventSource {
  return { ...sourceImage(source), lastDay };
}

export function sourceActs({ forgetKeys }: { forgetKeys(): void }) {
  const create = defineAct({
    ...shared,
    name: "events.source.create",
    title: "Set up a source of events",
    input: eventSourceInputSchema,
    risk: "medium",
    compensation: { by: "act", act: "events.source.revoke" },
    run: async (tx, act, { name }): Promise<CreatedEventSource> => {
      const open = (await listSources(tx)).filter(({ revokedAt }) => revokedAt === null);
      if (open.length >= maxSources) throw tooManySources(maxSources);
      const key = newWriteKey();
      const source: StoredSource = {
        id: newId(),
        name,
        kind: "http",
        keyHash: key.hash,
        keyHint: key.hint,
        createdBy: act.ctx.principal.label,
        createdAt: act.at,
        revokedAt: null,
      };
      await saveSource(tx, source);
      await act.changed(tx, [changeOf(null, source)]);
      return { ...sourceOf(source), writeKey: key.text };
    },
  });

  const rename = defineAct({
    ...shared,
    name: "events.source.rename",
    title: "Rename a source of events",
    input: eventSourceInputSchema.extend({ id: idSchema }),
    risk: "low",
    compensation: { by: "undo" },
    run: async (tx, act, { id, name }): Promise<EventSource> => {
      const before = await readSource(tx, id, "FOR UPDATE");
      if (!before) throw missingSource();
      const after = { ...before, name };
      await saveSource(tx, after);
      await act.changed(tx, [changeOf(before, after)]);
      return sourceOf(after);
    },
  });

  const revoke = defineAct({
    ...shared,
    name: "events.source.revoke",
    title: "Revoke a source of events with its write key",
    input: z.object({ id: idSchema }),
    risk: "medium",
    compensation: { by: "none", because: "the key may have leaked; make a new source" },
    committed: forgetKeys,
    run: async (tx, act, { id }): Promise<EventSource> => {
      const before = await readSource(tx, id, "FOR UPDATE");
      if (!before) throw missingSource();
      if (before.revokedAt !== null) throw isRevoked();
      const after = { ...before, revokedAt: act.at };
      await saveSource(tx, after);
      await act.changed(tx, [changeOf(before, after)]);
      return sourceOf(after);
    },
  });

  return [create, rename, revoke];
}
