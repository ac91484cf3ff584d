// Who sees which cases: those who manage knowledge and may read, now, every origin that the texts came from, by row and by
// field.
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { Origins } from "./cases.store.ts";
import { needsManager } from "./errors.ts";
import type { HarvestDeps } from "./ports.ts";

type SightDeps = Pick<HarvestDeps, "settled" | "records">;

export function requireEditor({ principal }: Pick<Ctx, "principal">): void {
  if (!principal.rights.has("knowledge.manage")) throw needsManager();
}

/** Fields of records that texts of cases come from. */
const needed = { tickets: ["subject", "description"], notes: ["body"] } as const;

async function titlesOf(
  { records }: SightDeps,
  tx: Reader,
  ctx: Ctx,
  object: keyof typeof needed,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rights } = ctx.principal;
  const isWithheld = needed[object].some((field) => rights.field(object, field) === "none");
  const isNone = ids.length === 0 || rights.object(object).read === "none" || isWithheld;
  if (isNone) return new Map();
  const found = await records.readVisible(tx, ctx, { object, ids });
  return new Map(found.map((one) => [one.id, String(one.subject ?? "")]));
}

export type Seen<T> = T & { originTitle: string };

/** Of these, the ones that the caller may read, in their order. */
export async function visibleCases<T extends Origins>(
  deps: SightDeps,
  tx: Reader,
  ctx: Ctx,
  cases: readonly T[],
): Promise<Seen<T>[]> {
  const idsOf = (read: (one: Origins) => string | null) => [
    ...new Set(cases.flatMap((one) => read(one) ?? [])),
  ];
  const tickets = idsOf((one) => (one.originObject === "tickets" ? one.originId : null));
  const [conversations, ticketTitles, notes] = await Promise.all([
    deps.settled.readable(
      tx,
      ctx,
      idsOf((one) => one.conversationId),
    ),
    titlesOf(deps, tx, ctx, "tickets", tickets),
    titlesOf(
      deps,
      tx,
      ctx,
      "notes",
      idsOf((one) => one.noteId),
    ),
  ]);
  return cases.flatMap((one) => {
    const titles = one.originObject === "tickets" ? ticketTitles : conversations;
    const originTitle = titles.get(one.originId);
    const isSeen =
      originTitle !== undefined &&
      (one.conversationId === null || conversations.has(one.conversationId)) &&
      (one.noteId === null || notes.has(one.noteId));
    return isSeen ? [{ ...one, originTitle }] : [];
  });
}

/** Who may not see whose something is is not told how many people it is from. */
export const seesCustomers = ({ principal: { rights } }: Ctx): boolean =>
  ["conversations", "tickets"].every((object) => rights.field(object, "personId") !== "none");
