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

/** Once; an interrupted start may have made it. Answers its id. */
export async function addDemoWidget(
  { db, acts, channels }: Deps,
  ctx: Ctx,
  vendor: string,
): Promise<string> {
  const there = await channels.names(db.reader(ctx));
  const known = there.find(({ kind }) => kind === "widget");
  if (known) return known.id;
  const settings = {
    title: vendor,
    greeting: "Hello! Write to us here, and a person answers you.",
  };
  const channel = { kind: "widget", name: "Website chat", settings };
  const input = { channel, isDemo: true };
  return (await acts.perform<{ id: string }>(ctx, "channels.create", input)).result.id;
}
