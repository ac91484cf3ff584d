// The server's process: settings, start, signals, stop. What it says to people goes to the standard
// output as text; the log (one JSON object a line) goes there too, from level RAPPORT_LOG_LEVEL on.
import { createApp } from "./app.ts";
import { createCommands, type RapportApp } from "./operations/commands.ts";
import { type DemoNote, makeDemo, noteFile } from "./operations/demo.ts";
import { exitCodeOf } from "./operations/exit-codes.ts";
import { type Running, startUp } from "./operations/start-up.ts";
import { systemClock } from "./platform/clock.ts";
import { type Config, ConfigError, loadConfigFromProcess } from "./platform/config.ts";
import { AppError } from "./platform/errors.ts";
import { createLogger, type Logger } from "./platform/logger.ts";
import { keepHeapSmall } from "./platform/thrifty-heap.ts";

function say(...lines: string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

function explain(error: unknown): void {
  const isKnown = error instanceof AppError || error instanceof ConfigError;
  const text = isKnown
    ? error.message
    : `Rapport could not start: ${error instanceof Error ? error.stack : error}`;
  process.stderr.write(`\n${text}\n\n`);
}

export async function main(): Promise<void> {
  try {
    keepHeapSmall();
    const config = loadConfigFromProcess();
    const logger = createLogger(config.logLevel);
    await run(config, logger);
  } catch (error) {
    explain(error);
    // A worker thread that is still starting would keep the process alive.
    process.exit(exitCodeOf(error));
  }
}

async function run(config: Config, logger: Logger): Promise<void> {
  let demo: DemoNote | null = null;
  const running = await startUp({
    config,
    clock: systemClock,
    logger,
    createApp,
    commands: (app, opened) => createCommands({ app, opened, config, clock: systemClock }),
    prepare: async (app, opened) => {
      demo = await makeDemo({ ...app, db: opened.db, clock: systemClock }, config);
    },
  });
  stopOnSignals(running, logger);
  announce(config, running, demo);
}

function announce(
  config: Config,
  { port, opened }: Running<RapportApp>,
  demo: DemoNote | null,
): void {
  const phases = Object.fromEntries(opened.phases.map(({ name, ms }) => [name, ms]));
  const address = config.publicUrl.replace(/:0$/, `:${port}`);
  say("", `Rapport is ready: ${address}`);
  if (opened.upgrade.backupFile)
    say(`  Before upgrading, the data was backed up to ${opened.upgrade.backupFile}`);
  if (demo) {
    say(`  Sign in to the demo as ${demo.email} with the password ${demo.password}`);
    say(`  (kept in ${noteFile(config.dataDir)}; RAPPORT_DEMO=off starts without a demo)`);
  }
  say(`  Data: ${config.databaseUrl ? "PostgreSQL" : config.dataDir}    Stop with Ctrl+C`);
  say(`  Started in ${(process.uptime()).toFixed(1)} s ${JSON.stringify(phases)}`, "");
}

function stopOnSignals(running: Running<RapportApp>, logger: Logger): void {
  let isStopping = false;
  const stop = (signal: string) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info({ signal }, "Stopping");
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ error }, "The server did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  process.on("unhandledRejection", (error) => logger.error({ error }, "A failure was not handled"));
}
