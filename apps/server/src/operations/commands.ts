// What a person may ask of an open installation from the command line: the same functions whether the
// running server answers them (control API) or the command opened the installation itself.
import { resolve } from "node:path";
import type { createApp } from "../app.ts";
import { verifyAllAudit } from "../flows/verify-audit.ts";
import type { Clock } from "../platform/clock.ts";
import { nowIso } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import {
  borrowOwner,
  connectOwner,
  inOwnerTransaction,
  type OwnerClient,
  tableHashes,
} from "../platform/db/index.ts";
import { AppError } from "../platform/errors.ts";
import { backup } from "./backup.ts";
import type { CommandInput, Commands } from "./control.ts";
import { seed } from "./demo.ts";
import { inspectOpen } from "./doctor-database.ts";
import { newPassword } from "./passwords.ts";
import type { Opened } from "./start-up.ts";
import { backupName } from "./upgrade.ts";

export type RapportApp = ReturnType<typeof createApp>;

interface CommandDeps {
  app: RapportApp;
  opened: Opened;
  config: Config;
  clock: Clock;
}

function usage(message: string): AppError {
  return new AppError("invalid", "operations.usage", message);
}

function textOf(input: CommandInput, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function numberOf(input: CommandInput, name: string): number | undefined {
  const value = textOf(input, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw usage(`--${name} must be a whole number above 0; it is "${value}".`);
  return number;
}

/** By id or name; without one, the only workspace there is. */
async function workspaceOf({ app }: CommandDeps, wanted: string | undefined): Promise<string> {
  const all = await app.access.listWorkspaces();
  const found = wanted ? all.filter(({ id, name }) => id === wanted || name === wanted) : all;
  const [only] = found;
  if (found.length === 1 && only) return only.id;
  if (all.length === 0)
    throw usage(
      "There is no workspace yet. Create one: npm run -s rapport -- workspace create --help",
    );
  const names = all.map(({ id, name }) => `${id}  ${name}`).join("\n  ");
  throw usage(`Say which workspace with --workspace ID. There are:\n  ${names}`);
}

/** Embedded, the pool's one connection is borrowed, and other work waits for as long. */
export async function withOwner<T>(
  { server, db }: Opened,
  work: (client: OwnerClient) => Promise<T>,
): Promise<T> {
  const client = server.isEmbedded ? await borrowOwner(db) : await connectOwner(server);
  try {
    return await work(client);
  } finally {
    await client.release();
  }
}

export function createCommands(deps: CommandDeps): Commands {
  const { app, opened, config, clock } = deps;
  return {
    status: async () => ({
      pid: process.pid,
      database: config.databaseUrl ? "postgresql" : "embedded",
      dataDir: config.dataDir,
    }),
    migrate: async () => ({
      applied: opened.upgrade.applied,
      backupFile: opened.upgrade.backupFile,
    }),
    backup: async (input) => {
      const out = textOf(input, "out");
      const file = out
        ? resolve(out)
        : resolve(config.dataDir, "backups", backupName(clock, "backup-"));
      return withOwner(opened, (client) =>
        backup({ client, config, clock, isEmbedded: opened.server.isEmbedded }, file),
      );
    },
    hashes: () =>
      withOwner(opened, (client) =>
        inOwnerTransaction(client, "snapshot", () => tableHashes(client)),
      ),
    inspect: () => inspectOpen(config, opened.db, (work) => withOwner(opened, work)),
    "audit-verify": async (input) => {
      const wanted = textOf(input, "workspace");
      return verifyAllAudit(
        opened.db,
        config,
        wanted === undefined ? undefined : await workspaceOf(deps, wanted),
      );
    },
    "api-key-create": async (input) => createKey(deps, input),
    "workspace-create": async (input) => createWorkspace(deps, input),
    "member-reset-2fa": async (input) => {
      const email = textOf(input, "email");
      if (!email) throw usage("Say whose second factor with --email.");
      return { email, reset: await app.access.resetSecondFactor(email) };
    },
    "member-deactivate": async (input) => deactivate(deps, input),
    seed: async (input) => {
      const companies = numberOf(input, "companies");
      const { email, password } = await seed({ ...app, db: opened.db, clock }, config, {
        password: newPassword(),
        made: null,
        ...(companies === undefined ? {} : { companies }),
      });
      return { email, password };
    },
    openapi: async () => (await app.http.inject({ url: "/api/openapi.json" })).json(),
  };
}

const dayMs = 86_400_000;

async function createKey(deps: CommandDeps, input: CommandInput): Promise<unknown> {
  const workspaceId = await workspaceOf(deps, textOf(input, "workspace"));
  const days = numberOf(input, "expires-in-days");
  const rate = numberOf(input, "rate-limit");
  const roleId = textOf(input, "role");
  const expiresAt =
    days === undefined
      ? undefined
      : new Date(Date.parse(nowIso(deps.clock)) + days * dayMs).toISOString();
  const created = await deps.app.access.createApiKey(workspaceId, {
    name: textOf(input, "name") ?? "Command line",
    ...(roleId ? { roleId } : {}),
    ...(expiresAt ? { expiresAt } : {}),
    ...(rate ? { rateLimitPerMinute: rate } : {}),
  });
  return { workspaceId, id: created.key.id, secret: created.secret };
}

async function deactivate(deps: CommandDeps, input: CommandInput): Promise<unknown> {
  const email = textOf(input, "email");
  if (!email) throw usage("Say whom with --email.");
  const workspaceId = await workspaceOf(deps, textOf(input, "workspace"));
  const done = await deps.app.access.deactivateMember(workspaceId, email);
  return { workspaceId, email, deactivated: done };
}

async function createWorkspace(
  { app, opened }: CommandDeps,
  input: CommandInput,
): Promise<unknown> {
  const name = textOf(input, "name");
  const email = textOf(input, "email");
  if (!name) throw usage("Name the workspace with --name.");
  if (!email) throw usage("Give the first admin's e-mail address with --email.");
  const given = textOf(input, "password");
  const password = given ?? newPassword();
  const created = await app.access.createWorkspace({
    name,
    admin: { name: textOf(input, "admin-name") ?? email.split("@")[0] ?? email, email, password },
  });
  await opened.db.tenant({ workspaceId: created.workspaceId }, (tx) =>
    app.records.prepareWorkspace(tx),
  );
  return { workspaceId: created.workspaceId, email, ...(given ? {} : { password }) };
}
