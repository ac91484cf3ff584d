// What the audit routes answer, and what they keep from readers who may not see it.
import type { Permissions } from "@rapport/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestDatabase } from "../../../test/harness.ts";
import type { RecordChange } from "../../platform/acts.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { newId } from "../../platform/ids.ts";
import { compileRights } from "../access/index.ts";
import { type AuditGround, openAuditGround, personChange } from "./audit-test-ground.ts";
import type { EntryPage } from "./read-entries.ts";
import { actorOfAct, entriesOfAct, historyOf } from "./read-entries.ts";
import { onChange } from "./write-entries.ts";

let ground: AuditGround;
let routes: AnyRoute[];
let workspaceId: string;

beforeAll(async () => {
  ground = openAuditGround(await openTestDatabase());
  routes = ground.openRoom().routes;
});
afterAll(() => ground.close());
beforeEach(() => {
  workspaceId = newId();
});

const all = { create: true, read: "all", update: "all", delete: "all" } as const;
const auditor: Permissions = { objects: { "*": all }, fields: {}, settings: ["audit.read"] };

function contextOf(permissions: Permissions): Ctx {
  const ctx = systemContext(workspaceId, "request-2");
  return {
    ...ctx,
    principal: { ...ctx.principal, kind: "user", rights: compileRights(permissions) },
  };
}

async function call(
  path: string,
  ctx: Ctx,
  query: Record<string, string> = {},
): Promise<EntryPage> {
  const route = routes.find((one) => one.path === path);
  const parsed: unknown = route?.query ? route.query.parse(query) : query;
  const reply = await route?.handler({ ctx, query: parsed } as Parameters<AnyRoute["handler"]>[0]);
  return reply?.body as EntryPage;
}

async function perform(
  name: string,
  changes: readonly RecordChange[],
  at = "2026-03-01T09:00:00.000Z",
): Promise<string> {
  const id = newId();
  const ctx = systemContext(workspaceId, "request-1");
  const act = { id, name, ctx, at, isBulk: false, changed: async () => undefined };
  await ground.test.db.tenant(ctx, (tx) => onChange(tx, act, changes));
  return id;
}

describe("GET /audit", () => {
  it("says who did what, newest first, by pages without gaps", async () => {
    await perform("people.create", [0, 1, 2, 3, 4].map(personChange));
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: EntryPage = await call("/audit", contextOf(auditor), {
        limit: "2",
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.data.map((entry) => String(entry.after?.firstName)));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(["Ada 4", "Ada 3", "Ada 2", "Ada 1", "Ada 0"]);
  });

  it("filters by record, act, name, kind of change and time", async () => {
    const change = personChange(0);
    await perform("people.create", [change], "2026-03-01T09:00:00.000Z");
    const before = { city: "Paris" };
    const later = { ...change, op: "update" as const, before, after: { city: "Rome" } };
    const actId = await perform(
      "people.update",
      [later, personChange(1)],
      "2026-03-02T09:00:00.000Z",
    );
    const count = async (query: Record<string, string>) =>
      (await call("/audit", contextOf(auditor), query)).data.length;
    expect(await count({ recordId: change.id })).toBe(2);
    expect(await count({ actId })).toBe(2);
    expect(await count({ act: "people.create" })).toBe(1);
    expect(await count({ op: "update" })).toBe(1);
    expect(await count({ from: "2026-03-02T00:00:00Z" })).toBe(2);
    expect(await count({ to: "2026-03-02T00:00:00Z", object: "people" })).toBe(1);
    expect(await count({ object: "companies" })).toBe(0);
  });

  it("shows nothing of another workspace", async () => {
    await perform("people.create", [personChange(0)]);
    workspaceId = newId();
    expect((await call("/audit", contextOf(auditor))).data).toEqual([]);
  });

  it("refuses a cursor that is not its own", async () => {
    await expect(call("/audit", contextOf(auditor), { cursor: "abc" })).rejects.toThrow(/cursor/);
  });
});

describe("what a reader may not see", () => {
  const change = {
    ...personChange(0),
    after: { firstName: "Ada", email: "ada@example.com", custom: { salary: 9, tier: "gold" } },
  };

  it("is absent from the log and from the record's history, custom fields included", async () => {
    await perform("people.create", [change]);
    const limited = contextOf({
      ...auditor,
      fields: { people: { email: "none", "custom.salary": "none" } },
    });
    const [entry] = (await call("/audit", limited)).data;
    expect(entry?.after).toEqual({ firstName: "Ada", custom: { tier: "gold" } });
    const query = {
      object: "people",
      recordId: change.id,
      limit: 10,
      rights: limited.principal.rights,
    };
    const history = await ground.test.db.tenant(limited, (tx) => historyOf(tx, query));
    expect(JSON.stringify(history)).not.toContain("ada@example.com");
    expect(JSON.stringify(history)).not.toContain("salary");
  });

  it.each(["none", "own", "team", "region"] as const)(
    "are all values, where the reader's rows are: %s",
    async (read) => {
      await perform("people.create", [change]);
      const limited = contextOf({ ...auditor, objects: { "*": all, people: { ...all, read } } });
      const [entry] = (await call("/audit", limited)).data;
      expect(entry).toMatchObject({ object: "people", before: null, after: null });
    },
  );

  const written = (object: string, after: Record<string, unknown>): RecordChange => ({
    ...personChange(0),
    object,
    after,
  });

  const madeOfRecords = [
    ...["action_choices", "action_draws", "ai-prompt-examples", "automation-runs", "automations"],
    ...["conversation-links", "dismissals", "event-enrichments", "event-profiles", "list-members"],
    ...["lists", "merges", "model_feedback", "relations", "reports", "segments", "templates"],
    ...["views", "webhooks"],
  ];

  it.each(madeOfRecords)(
    "is in no question, text or link that somebody made of records: %s",
    async (object) => {
      await perform("anything.create", [written(object, { filter: { salary: 9 } })]);
      const narrow: Permissions[] = [
        { ...auditor, fields: { people: { salary: "none" } } },
        { ...auditor, objects: { "*": all, deals: { ...all, read: "own" } } },
      ];
      for (const permissions of narrow) {
        const [entry] = (await call("/audit", contextOf(permissions))).data;
        expect(entry).toMatchObject({ object, before: null, after: null });
      }
      const readOnly = { ...auditor, fields: { people: { salary: "read" } } } as const;
      for (const permissions of [auditor, readOnly]) {
        const [entry] = (await call("/audit", contextOf(permissions))).data;
        expect(entry?.after).toEqual({ filter: { salary: 9 } });
      }
    },
  );

  it.each([
    ["knowledge-pages", "knowledge.manage"],
    ["glossary-entries", "knowledge.manage"],
    ["harvest-sources", "knowledge.manage"],
    ["mails", "channels.manage"],
  ] as const)("is in no entry of %s, without the permission %s", async (object, permission) => {
    await perform("anything.create", [written(object, { title: "For T2" })]);
    const [entry] = (await call("/audit", contextOf(auditor))).data;
    expect(entry?.after).toBeNull();
    const manager: Permissions = { ...auditor, settings: ["audit.read", permission] };
    const [seen] = (await call("/audit", contextOf(manager))).data;
    expect(seen?.after).toEqual({ title: "For T2" });
  });

  it("is not among what was guessed of a conversation", async () => {
    const triage = { category: { value: "Billing" }, language: { value: "fr" } };
    await perform("conversations.update", [written("conversations", { triage })]);
    const fields = { conversations: { category: "none" } } as const;
    const [entry] = (await call("/audit", contextOf({ ...auditor, fields }))).data;
    expect(entry?.after).toEqual({ triage: { language: { value: "fr" } } });
  });

  it("is not among the mood and the reasons of guesses, which tell and quote the text", async () => {
    const guess = (value: string) => ({ value, confidence: 1, rung: "rules", reasons: ["refund"] });
    const triage = { category: guess("Billing"), sentiment: guess("angry") };
    const change = written("conversations", { triage });
    await perform("conversations.update", [{ ...change, op: "update", before: { triage } }]);
    const fields = { conversations: { text: "none" } } as const;
    const [entry] = (await call("/audit", contextOf({ ...auditor, fields }))).data;
    const shown = { triage: { category: { ...guess("Billing"), reasons: [] } } };
    expect(entry).toMatchObject({ before: shown, after: shown });
    expect(JSON.stringify(entry)).not.toMatch(/refund|angry/);
    const [whole] = (await call("/audit", contextOf(auditor))).data;
    expect(whole?.after).toEqual({ triage });
  });
});

describe("GET /audit/status and POST /audit/verify", () => {
  it("tell how far the log is sealed, and that it is right", async () => {
    await perform("people.create", [0, 1].map(personChange));
    const ctx = contextOf(auditor);
    expect(await call("/audit/status", ctx)).toMatchObject({
      entries: 0,
      unsealed: 2,
      sealedAt: null,
      lastCheckpoint: null,
    });
    const room = ground.openRoom();
    routes = room.routes;
    await room.sealNow({ force: true });
    expect(await call("/audit/status", ctx)).toMatchObject({
      entries: 2,
      unsealed: 0,
      lastCheckpoint: { entries: 2 },
    });
    expect(await call("/audit/verify", ctx)).toMatchObject({
      ok: true,
      entries: 2,
      checkpoints: 1,
    });
  });
});

describe("what undoing needs", () => {
  it("are the act's changes in either order, by pages, and who did it", async () => {
    const actId = await perform("people.create", [0, 1, 2].map(personChange));
    await perform("people.create", [personChange(9)]);
    const scope = { workspaceId };
    const first = await ground.test.db.tenant(scope, (tx) =>
      entriesOfAct(tx, actId, null, 2, "newest-first"),
    );
    const rest = await ground.test.db.tenant(scope, (tx) =>
      entriesOfAct(tx, actId, first.at(-1)?.entryNo ?? 0, 2, "newest-first"),
    );
    expect([...first, ...rest].map((entry) => entry.after?.firstName)).toEqual([
      "Ada 2",
      "Ada 1",
      "Ada 0",
    ]);
    const [oldest] = await ground.test.db.tenant(scope, (tx) => entriesOfAct(tx, actId, null, 1));
    expect(oldest?.after?.firstName).toBe("Ada 0");
    expect(await ground.test.db.tenant(scope, (tx) => actorOfAct(tx, actId))).toMatchObject({
      kind: "system",
      act: "people.create",
    });
    expect(await ground.test.db.tenant(scope, (tx) => actorOfAct(tx, newId()))).toBeNull();
  });
});

describe("the app's role", () => {
  it.each([
    "UPDATE governance.audit_entries SET act = 'x'",
    "DELETE FROM governance.audit_entries",
    "DELETE FROM governance.audit_seals",
    "UPDATE governance.audit_heads SET seal_no = 0",
    "INSERT INTO governance.audit_entries (xact) VALUES ('1')",
  ])("may not: %s", async (sql) => {
    await perform("people.create", [personChange(0)]);
    const refused = ground.test.db.tenant({ workspaceId }, (tx) => tx.query(sql));
    await expect(refused).rejects.toThrow(/permission denied/);
  });
});
