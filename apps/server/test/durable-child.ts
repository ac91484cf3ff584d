// A process that runs one durable workflow of five writes; killed and started again by its test.
// argv: PostgreSQL URL or embedded data folder, workspace id, run id or "-" to only take over.
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "../src/platform/clock.ts";
import { openDatabase, startDatabaseServer } from "../src/platform/db/index.ts";
import { createDurable } from "../src/platform/durable.ts";
import { silentLogger } from "../src/platform/logger.ts";

const [target = "", workspaceId = "", runId = "-"] = process.argv.slice(2);
const isUrl = target.startsWith("postgres");
const server = await startDatabaseServer({
  dataDir: target,
  databaseUrl: isUrl ? target : "",
  databasePool: 4,
});
const db = openDatabase(server, 4);
const durable = createDurable({ db, clock: systemClock, logger: silentLogger });

durable.register("five-writes", async (run, input: { workspaceId: string }) => {
  const scope = { workspaceId: input.workspaceId };
  for (let index = 0; index < 5; index += 1) {
    await run.write(`write-${index}`, scope, async (tx) => {
      tx.send(
        "INSERT INTO platform.outbox (workspace_id, id, topic, payload) VALUES ($1, gen_random_uuid(), $2, $3)",
        [input.workspaceId, `test.${run.id}`, JSON.stringify({ index, pid: process.pid })],
      );
      return index;
    });
    process.send?.({ wrote: index });
    await run.step(`pause-${index}`, () => wait(150));
  }
  return "finished";
});
await durable.launch();
if (runId !== "-") await durable.start("five-writes", runId, { workspaceId });
process.send?.({ launched: true });
process.on("message", (message) => {
  void answer(message as { status?: string; stop?: boolean });
});

async function answer(message: { status?: string; stop?: boolean }): Promise<void> {
  if (message.status !== undefined)
    process.send?.({ status: await durable.status(message.status) });
  if (!message.stop) return;
  await durable.shutdown();
  await db.close();
  await server.stop();
  process.exit(0);
}
