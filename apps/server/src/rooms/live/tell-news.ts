// Who is told what of the news of one workspace: each principal only what lies within their rows.
import type { LiveEvent } from "@rapport/contracts";
import type { Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { NewsEntry } from "../governance/index.ts";
import type { Records, Sight } from "../records/index.ts";

export interface TellDeps {
  records: Pick<Records, "sight">;
}

/** Events for a principal, in the order of the news. */
export type Told = (principal: Principal) => LiveEvent[];

type SettingsObject = Extract<LiveEvent, { type: "settings" }>["object"];
const settings: ReadonlySet<string> = new Set<SettingsObject>([
  "fields",
  "object-types",
  "pipelines",
  "views",
]);

/** Not records, but what every screen is drawn by: everybody hears that they changed. */
export const isSettings = (object: string): object is SettingsObject => settings.has(object);

function changeEvent(entry: NewsEntry, sight: Sight): LiveEvent | null {
  if (sight === "unseen") return null;
  const { object, recordId: id, at, actor } = entry;
  const common = { type: "change" as const, object, id, at };
  if (sight === "gone") return { ...common, op: "gone", version: null, who: null };
  return {
    ...common,
    op: entry.op,
    version: entry.version,
    who: { id: actor.id, name: actor.label },
  };
}

/** Several changes of one record in one look are told once, as the last of them. */
function latestOnly(entries: readonly NewsEntry[]): NewsEntry[] {
  const latest = new Map<string, NewsEntry>();
  for (const entry of entries) {
    const key = `${entry.object} ${entry.recordId}`;
    const before = latest.get(key);
    latest.delete(key);
    const isNew = before?.op === "create" && entry.op === "update";
    latest.set(key, {
      ...entry,
      op: isNew ? "create" : entry.op,
      // Where it was before the first of them.
      was: { ...entry.was, ...before?.was },
    });
  }
  return [...latest.values()];
}

export async function tellNews(
  deps: TellDeps,
  reader: Reader,
  entries: readonly NewsEntry[],
  principals: readonly Principal[],
): Promise<Told> {
  const news = latestOnly(entries);
  const byObject = Map.groupBy(news, ({ object }) => object);
  const parts: Told[] = [];
  for (const [object, changes] of byObject) {
    if (isSettings(object)) {
      parts.push(() => [{ type: "settings", object }]);
      continue;
    }
    const rows = changes.map(({ recordId, was }) => ({ id: recordId, was }));
    const sight = await deps.records.sight(reader, object, rows, principals);
    if (!sight) continue;
    parts.push((principal) =>
      sight(principal).flatMap((seen, at) => {
        const entry = changes[at];
        const event = entry ? changeEvent(entry, seen) : null;
        return event ? [event] : [];
      }),
    );
  }
  return (principal) => parts.flatMap((part) => part(principal));
}

/** Null where nothing of the object may be known. */
export function waveFor(
  principal: Principal,
  wave: { object: string; count: number },
): { object: string; count: number | null } | null {
  const { read } = principal.rights.object(wave.object);
  if (read === "none") return null;
  return { object: wave.object, count: read === "all" ? wave.count : null };
}
