// The rooms records and views over a real database, behind the real HTTP server, with the real audit, search and
// outbox listening. Each test works in a workspace of its own, as principals whose rights it chooses.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Permissions } from "@rapport/contracts";
import { type Acts, type ChangeListener, createActs } from "../src/platform/acts.ts";
import { createBlobs } from "../src/platform/blobs.ts";
import { systemClock } from "../src/platform/clock.ts";
import type { Ctx, Principal } from "../src/platform/context.ts";
import { systemContext } from "../src/platform/context.ts";
import { type AnyRoute, createHttpServer, serveRoutes } from "../src/platform/http/index.ts";
import { newId } from "../src/platform/ids.ts";
import { silentLogger } from "../src/platform/logger.ts";
import { createOutbox, type Outbox } from "../src/platform/outbox.ts";
import { createTelemetry } from "../src/platform/telemetry.ts";
import { compileRights } from "../src/rooms/access/index.ts";
import { type Attachments, createAttachments } from "../src/rooms/attachments/index.ts";
import { type Consent, consentListener, createConsent } from "../src/rooms/consent/index.ts";
import { createDuplicates, type Duplicates, successorsOf } from "../src/rooms/duplicates/index.ts";
import { onChange } from "../src/rooms/governance/index.ts";
import { createQuotes } from "../src/rooms/quotes/index.ts";
import { createRecords, noteStages, type Records } from "../src/rooms/records/index.ts";
import { createReports } from "../src/rooms/reports/index.ts";
import { createSearch } from "../src/rooms/search/index.ts";
import { createViews } from "../src/rooms/views/index.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";
import { type Answer, type Caller, callerOf } from "./records-caller.ts";

export type { Answer, Caller };

/** A fault of the server is never expected here: its cause belongs into the test's output. */
const loudLogger: typeof silentLogger = Object.assign(Object.create(silentLogger), {
  error: (fields: { error?: unknown }) => process.stderr.write(`${inspect(fields.error)}\n`),
});

export interface CallerOptions {
  permissions?: Partial<Permissions>;
  memberId?: string;
  /** A key that is no member's. */
  isKey?: boolean;
  teamMemberIds?: readonly string[];
  regions?: readonly string[];
  /** Another process: it keeps its own memory of the schema. */
  process?: RecordsProcess;
}

export interface RecordsProcess {
  acts: Acts;
  records: Records;
  duplicates: Duplicates;
  attachments: Attachments;
  consent: Consent;
  outbox: Outbox;
  // biome-ignore lint/suspicious/noExplicitAny: what Fastify's inject takes and answers
  inject(options: any): Promise<any>;
}

export interface Workspace {
  id: string;
  ctx: Ctx;
  /** Who may do everything. */
  admin: Caller;
  as(options: CallerOptions): Caller;
}

export interface RecordsGround {
  test: TestDatabase;
  /** Where files are kept. */
  dataDir: string;
  first: RecordsProcess;
  startProcess(): RecordsProcess;
  workspace(): Promise<Workspace>;
  /** A team that is there, without members. */
  team(workspace: Workspace): Promise<string>;
  close(): Promise<void>;
}

export const maxAttachmentBytes = 100_000;

export const everything = { create: true, read: "all", update: "all", delete: "all" } as const;

/** What a room beside these is made of; its routes are served with the others. */
export interface RoomParts {
  db: TestDatabase["db"];
  clock: typeof systemClock;
  logger: typeof silentLogger;
  acts: Acts;
  outbox: Outbox;
  blobs: ReturnType<typeof createBlobs>;
  records: Records;
  workspaceIds(): Promise<readonly string[]>;
  knownMembers(tx: unknown, ids: readonly string[]): Promise<ReadonlySet<string>>;
}

export async function openRecordsGround(
  beside: (parts: RoomParts) => AnyRoute[] = () => [],
): Promise<RecordsGround> {
  const test = await openTestDatabase();
  const principals = new Map<string, Principal>();
  const closings: (() => Promise<void>)[] = [];
  const workspaces: string[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), "rapport-ground-"));
  const settings = { url: "", endpoint: "", region: "", accessKey: "", secretKey: "" };
  const blobs = createBlobs({ dataDir, blobs: settings });

  /** What a foreign room would answer of its own tables: here every id given out is a member's. */
  const members = new Set<string>();
  const knownMembers = async (_tx: unknown, ids: readonly string[]) =>
    new Set(ids.filter((id) => members.has(id)));

  function startProcess(): RecordsProcess {
    const clock = systemClock;
    const db = test.db;
    const search = createSearch({
      ...{ db, clock, logger: silentLogger },
      objectTypes: (reader) => records.objectTypes(reader),
    });
    const outbox = createOutbox({ db, clock, logger: silentLogger });
    const noted: ChangeListener = (tx, act, changes) => duplicates.onChange(tx, act, changes);
    const listeners = [
      onChange,
      search.onChange,
      noteStages,
      noted,
      consentListener(outbox),
      outbox.onChange,
    ];
    const acts = createActs({ db, clock, listeners });
    const records = createRecords({ db, clock, acts, knownMembers, successors: successorsOf });
    const workspaceIds = async () => [];
    const duplicates = createDuplicates({
      db,
      clock,
      logger: silentLogger,
      acts,
      records,
      workspaceIds,
    });
    const views = createViews({ db, acts, records });
    const quotes = createQuotes({ db, clock, acts, blobs, records });
    const attachments = createAttachments({
      ...{ db, clock, logger: silentLogger },
      acts,
      blobs,
      records,
      maxBytes: maxAttachmentBytes,
      workspaceIds: async () => workspaces,
    });
    const consent = createConsent({
      ...{ db, acts, outbox, records },
      knownSources: async () => new Set(),
    });
    const reports = createReports({ db, clock, acts, records, members: async () => [] });
    const more = beside({
      ...{ db, clock, logger: silentLogger, acts, outbox, blobs, records, knownMembers },
      workspaceIds: async () => workspaces,
    });
    const httpDeps = {
      clock,
      logger: loudLogger,
      telemetry: createTelemetry(),
      publicUrl: "http://localhost:4100",
      maxBodyBytes: 5_000_000,
      maxUploadBytes: 5_000_000,
      authenticate: async (headers: Record<string, string | string[] | undefined>) =>
        principals.get(String(headers.authorization)) ?? null,
    };
    const http = createHttpServer(httpDeps);
    serveRoutes(http, httpDeps, [
      ...records.routes,
      ...search.routes,
      ...views.routes,
      ...quotes.routes,
      ...attachments.routes,
      ...reports.routes,
      ...duplicates.routes,
      ...consent.routes,
      ...more,
    ]);
    closings.push(() => http.close());
    const inject = (options: object) => http.inject(options);
    return { acts, records, duplicates, attachments, consent, outbox, inject };
  }

  const first = startProcess();

  function caller(workspaceId: string, options: CallerOptions): Caller {
    const memberId = options.memberId ?? newId();
    members.add(memberId);
    const rights = compileRights({
      objects: { "*": everything },
      fields: {},
      settings: [],
      ...options.permissions,
    });
    const principal: Principal = {
      kind: options.isKey ? "api-key" : "user",
      id: memberId,
      label: "Test member",
      workspaceId,
      memberId: options.isKey ? null : memberId,
      teamMemberIds: [memberId, ...(options.teamMemberIds ?? [])],
      regions: options.regions ?? [],
      rights,
      rateLimitPerMinute: Number.POSITIVE_INFINITY,
    };
    const key = `Bearer ${newId()}`;
    principals.set(key, principal);
    const ctx: Ctx = { principal, workspaceId, requestId: "test", source: "api", ip: null };
    const at = options.process ?? first;
    return callerOf(at, ctx, memberId, key);
  }

  return {
    test,
    dataDir,
    first,
    startProcess,
    workspace: async () => {
      const id = newId();
      const ctx = systemContext(id, "test");
      workspaces.push(id);
      await test.db.tenant(ctx, (tx) => first.records.prepareWorkspace(tx));
      const permissions = {
        settings: ["schema.manage" as const],
      };
      return {
        id,
        ctx,
        admin: caller(id, { permissions }),
        as: (options) => caller(id, options),
      };
    },
    team: async ({ id: workspaceId }) => {
      const id = newId();
      await test.asOwner(
        "INSERT INTO access.workspaces (workspace_id, name) VALUES ($1, 'One') ON CONFLICT DO NOTHING",
        [workspaceId],
      );
      await test.asOwner(
        "INSERT INTO access.teams (workspace_id, id, name) VALUES ($1, $2, $2::uuid::text)",
        [workspaceId, id],
      );
      return id;
    },
    close: async () => {
      for (const closing of closings) await closing();
      await test.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
