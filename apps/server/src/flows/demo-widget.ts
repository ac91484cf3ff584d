// The chat of the page at /demo/widget: one of the demo workspace, so that the first minutes hold a conversation.
import type { Acts } from "../platform/acts.ts";
import type { Ctx } from "../platform/context.ts";
import type { Database } from "../platform/db/index.ts";
import type { Channels } from "../rooms/channels/index.ts";

interface Deps {
  db: Database;
  acts: Acts;
  channels: Pick<Channels, "names">;
}

/** It answers from the demo's help pages, without any model. */
const bot = {
  ...{ isOn: true, precision: 0.9, mostAnswers: 5, usesModel: true },
  ...{ linkHosts: [], wordings: [] },
};

/** Once; an interrupted start may have made it. Answers its id. */
export async function addDemoWidget(
  { db, acts, channels }: Deps,
  ctx: Ctx,
  vendor: string,
): Promise<string> {
  const there = await channels.names(db.reader(ctx));
  await acts.perform(ctx, "bot.set", bot);
  const known = there.find(({ kind }) => kind === "widget");
  if (known) return known.id;
  const settings = {
    title: vendor,
    greeting: "Hello! Ask us anything about our product.",
  };
  const channel = { kind: "widget", name: "Website chat", botAnswers: true, settings };
  const input = { channel, isDemo: true };
  return (await acts.perform<{ id: string }>(ctx, "channels.create", input)).result.id;
}
