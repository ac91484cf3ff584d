// The copilot of the inbox, over conversations, knowledge and models, with what it may know of customers: open deals and
// tickets, what happened last, scores. All of it is read by the rights of the member who asks.
import type { CopilotFact } from "@rapport/contracts";
import type { Ctx } from "../platform/context.ts";
import { isAppError } from "../platform/errors.ts";
import { type Bot, verifiedHosts } from "../rooms/bot/index.ts";
import { type Copilot, type CopilotDeps, createCopilot } from "../rooms/copilot/index.ts";
import type { Inbox } from "../rooms/inbox/index.ts";
import type { Models } from "../rooms/models/index.ts";
import type { Records, StoredRecord } from "../rooms/records/index.ts";

type Given = Omit<CopilotDeps, "macros" | "factsOf" | "scoresOf" | "verifiedHosts"> & {
  records: Records;
  models: Pick<Models, "scoresOf">;
  inbox: Pick<Inbox, "macros">;
  bot: Pick<Bot, "settings">;
  config: { publicUrl: string };
};

const mostOpen = 5;
const mostStory = 6;
const longestTitle = 120;

const openOnes = [
  { object: "deals", filter: { status: "open" } },
  { object: "tickets", filter: { status: { in: ["open", "pending"] } } },
] as const;

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

function factOf(
  object: string,
  record: Record<string, unknown> & { id: string },
  { title, at }: { title: string; at: string },
): CopilotFact {
  return {
    ...{ object, id: record.id, at },
    title: title.slice(0, longestTitle).toWellFormed(),
    state: textOf(record.status) ?? textOf(record.kind),
    amountMinor: object === "deals" ? numberOf(record.amountMinor) : null,
    currency: object === "deals" ? textOf(record.currency) : null,
  };
}

/** Where the role ends, there is nothing to tell. */
async function orNothing<T>(read: Promise<T[]>): Promise<T[]> {
  try {
    return await read;
  } catch (error) {
    const isOut = isAppError(error) && ["forbidden", "not-found", "invalid"].includes(error.kind);
    if (isOut) return [];
    throw error;
  }
}

async function openOf(
  { db, records }: Given,
  ctx: Ctx,
  personId: string,
  { object, filter }: (typeof openOnes)[number],
): Promise<CopilotFact[]> {
  const input = { filter: JSON.stringify({ personId, ...filter }), limit: mostOpen };
  const { data } = await records.list(ctx, object, input);
  const ids = data.map(({ id }) => id);
  const titles = await records.titles(db.reader(ctx), ctx, object, ids);
  return data.map((record: StoredRecord) =>
    factOf(object, record, { title: titles.get(record.id) ?? "", at: String(record.createdAt) }),
  );
}

async function storyOf({ records }: Given, ctx: Ctx, personId: string): Promise<CopilotFact[]> {
  const { data } = await records.timeline(ctx, "people", personId, { limit: mostStory });
  return data.map(({ object, id, title, at, record }) =>
    factOf(object, { ...record, id }, { title, at }),
  );
}

export function makeCopilot(given: Given): Copilot {
  return createCopilot({
    ...given,
    macros: given.inbox.macros,
    scoresOf: given.models.scoresOf,
    // The list is kept where the bot's sources are allowed to lead.
    verifiedHosts: async (ctx) => {
      const settings = await given.bot.settings(given.db.reader(ctx));
      return verifiedHosts(settings, given.config.publicUrl);
    },
    factsOf: async (ctx, personId) => {
      const [deals, tickets, story] = await Promise.all([
        orNothing(openOf(given, ctx, personId, openOnes[0])),
        orNothing(openOf(given, ctx, personId, openOnes[1])),
        orNothing(storyOf(given, ctx, personId)),
      ]);
      return { open: [...deals, ...tickets], story };
    },
  });
}
