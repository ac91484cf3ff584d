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

/** Once; an interrupted start may have made it. */
export async function addDemoWidget(
  { db, acts, channels }: Deps,
  ctx: Ctx,
  vendor: string,
): Promise<void> {
  const there = await channels.names(db.reader(ctx));
  if (there.some(({ kind }) => kind === "widget")) return;
  const settings = {
    title: vendor,
    greeting: "Hello! Write to us here, and a person answers you.",
  };
  const channel = { kind: "widget", name: "Website chat", settings };
  await acts.perform(ctx, "channels.create", { channel, isDemo: true });
}
