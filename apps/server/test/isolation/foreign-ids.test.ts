// Every operation of the API, asked for by everybody, with every id and key of another workspace in every
// place where one can stand: nothing of that workspace may show, nothing of it may change, and the answer
// is the one that an id gets which never existed.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../src/platform/ids.ts";
import {
  type Case,
  type HomeThings,
  idCases,
  type Operation,
  operationsOf,
  plainCase,
} from "./api-cases.ts";
import { compare, foreignBytes, type Known } from "./compare-answers.ts";
import { type Caller, everyRole, type IsolationGround, openIsolationGround } from "./ground.ts";
import { keyCases, standInIds } from "./key-cases.ts";
import { columnsOf } from "./own-columns.ts";
import { contentsOf, idsOf, oneOfEach } from "./workspace-contents.ts";

// The whole product of operations, places, callers and ids takes minutes: RAPPORT_TEST_ISOLATION=every.
// Else each caller tries a part of the ids in each place, in turns, so that together they try all.
const every = process.env.RAPPORT_TEST_ISOLATION === "every";
const idsInTurn = 3;

let ground: IsolationGround;
let operations: Operation[];
let callers: Caller[];
/** Ids of the foreign workspace: the values of each uuid column of each table, by table and column. */
let foreignIds: Map<string, string[]>;
let knownThings: Known;
let untouched: unknown;

beforeAll(async () => {
  ground = await openIsolationGround();
  callers = [{ ...ground.home.admin, name: "admin, signed in" }];
  const region = { regions: [ground.home.marks.region] };
  for (const [name, permissions] of Object.entries(everyRole)) {
    const both = await ground.member(name, permissions, region);
    // Signed in and by key in turns: the rights behind both are the same.
    callers.push(...(every ? both : both.slice(callers.length % 2).slice(0, 1)));
  }
  const document = await ground.app.http.inject({ method: "GET", url: "/api/openapi.json" });
  operations = operationsOf(document.json());
  foreignIds = await idsOf(ground.database, ground.foreign.id);
  knownThings = { ground, ids: new Set([...foreignIds.values()].flat()) };
  untouched = await contentsOf(ground.database, ground.foreign.id);
}, 300_000);

afterAll(() => ground?.close());

const known = () => knownThings;

const isPublic = ({ path }: Operation) => path.startsWith("/auth/");

function homeThings(): HomeThings {
  const { records, customObject, pipelineId } = ground.home.filled;
  const { id: webhookId, deliveryId } = ground.home.webhookIds;
  const others: Record<string, string> = { pipelines: pipelineId, webhooks: webhookId };
  return {
    values: ({ path }) => {
      const object = path.split("/")[1] ?? "";
      const id = object === "records" ? records[customObject] : (records[object] ?? others[object]);
      const known = { object: customObject, id: id ?? newId(), deliveryId };
      const isScored = object === "scores" || object === "next-actions";
      const scored = isScored ? { object: "people", id: records.people ?? "" } : {};
      const key = object === "actions" ? "call-new-lead" : "lead-score";
      const model = { key, role: "canary", ...scored };
      const named = { purpose: "analytics", set: "companies", feature: "industry", ...model };
      return { ...known, ...named, ...standInIds() };
    },
    file: "First name,E-mail\nSomebody,somebody@somewhere.example\n",
  };
}

/** The ids that the operation is about: of the table that its address is named after. */
function ownIds({ path }: Operation): string[] {
  const parts = path.split("/").slice(1);
  const name = (parts[0] === "sso" ? parts[1] : parts[0])?.replaceAll("-", "_");
  if (name === "webhooks") return Object.values(ground.foreign.webhookIds);
  const apart = columnsOf[name === "ai" ? `ai/${parts[1]}` : (name ?? "")];
  const isOwn = (column: string) => (apart ? apart.test(column) : column.endsWith(`.${name}.id`));
  return [...foreignIds].flatMap(([column, ids]) => (isOwn(column) ? ids.slice(0, 1) : []));
}

function idsFor(operation: Operation, all: readonly string[], turn: number): string[] {
  if (every) return [...all];
  const some = Array.from(
    { length: idsInTurn },
    (_none, step) => all[(turn * idsInTurn + step) % all.length] ?? "",
  );
  return [...ownIds(operation), ...some];
}

/** All places but filters, of which there are many alike: of those a few. */
function thinned(cases: Case[], turn: number): Case[] {
  if (every) return cases;
  return cases.filter(({ place }, at) => !place.startsWith("filter.") || (at + turn) % 4 === 0);
}

/** Every operation by every caller. */
function pairs(): { operation: Operation; caller: Caller; turn: number }[] {
  return operations
    .filter((operation) => !isPublic(operation))
    .flatMap((operation) => callers.map((caller, turn) => ({ operation, caller, turn })));
}

async function plainFaults(operation: Operation, caller: Caller | null): Promise<string[]> {
  const { path, body } = plainCase(operation, homeThings());
  const answer = await ground.call(caller, operation.method, path, body);
  const where = `${caller?.name}: ${operation.method} ${path}`;
  const faults = foreignBytes(known(), answer, path).map((bytes) => `${where} shows ${bytes}`);
  return answer.status >= 500 ? [...faults, `${where} → ${answer.body}`] : faults;
}

describe("another workspace", () => {
  it("is known by ids of every table that holds something of it", () => {
    expect([...foreignIds.keys()]).toEqual(
      expect.arrayContaining([
        "access.api_keys.id",
        "access.invitations.id",
        "access.members.id",
        "access.roles.id",
        "access.teams.id",
        "access.security_policies.workspace_id",
        "sso.connections.id",
        "governance.audit_entries.act_id",
        "imports.imports.id",
        "records.people.id",
        "records.companies.id",
        "records.deals.id",
        "records.custom_records.id",
        "records.fields.id",
        "records.object_types.id",
        "records.line_items.id",
        "records.pipelines.id",
        "records.stages.id",
        "records.relations.id",
        "records.stage_entries.deal_id",
        "reports.reports.id",
        "reports.dashboards.id",
        "views.views.id",
        "views.lists.id",
        "records.list_members.id",
        "quotes.quotes.id",
        "notifications.items.id",
        "notifications.attention.record_id",
        "attachments.attachments.id",
        "conversations.conversations.id",
        "conversations.messages.id",
        "consent.purposes.id",
        "consent.statements.id",
        "consent.statements.person_id",
        "actions.trials.id",
        "actions.draws.record_id",
        "automations.rules.id",
        "automations.runs.id",
        "automations.templates.id",
        "llm.providers.id",
        "llm.models.id",
        "llm.budgets.id",
        ...["webhooks.endpoints.id", "webhooks.events.id", "webhooks.deliveries.id"],
        "events.sources.id",
        "events.entries.id",
        "events.identities.id",
        "events.joins.id",
        "events.dead_letters.id",
        "events.backfills.id",
        "events.schemas.id",
        "mailboxes.mails.id",
      ]),
    );
  });

  it("would be found if it showed: its own admin sees it everywhere", async () => {
    const { admin, filled } = ground.foreign;
    const blind: string[] = [];
    for (const path of [
      "/people",
      "/people/trash",
      "/schema",
      "/members",
      "/roles",
      "/teams",
      "/pipelines",
      "/views",
      "/lists",
      "/quotes",
      "/notifications",
      "/live?after=0",
      "/quote-settings",
      "/consent/purposes",
      "/consent/changes",
      "/consent/hearing",
      `/people/${filled.records.people}/consent`,
      `/people/${filled.records.people}/consent/history`,
      "/automations",
      "/automations/runs",
      "/templates",
      "/reports",
      "/dashboards",
      "/deals/groups?by=name",
      "/audit",
      "/imports",
      "/me",
      "/api-keys",
      "/invitations",
      "/sso/connections",
      "/member-sign-ins",
      "/me/profile",
      "/object-types",
      "/fields",
      "/workspace",
      "/webhooks",
      "/webhook-events",
      "/ai/providers",
      "/ai/calls",
      "/channels",
      "/mailboxes",
      "/event-sources",
      "/events",
      "/events?order=arrival",
      "/dead-letters",
      "/event-names",
      "/event-backfills",
      "/event-lookups",
      "/event-enrichments",
      `/people/${filled.records.people}/events`,
      `/webhooks/${ground.foreign.webhookIds.id}/deliveries`,
      `/webhooks/${ground.foreign.webhookIds.id}/deliveries/${ground.foreign.webhookIds.deliveryId}`,
      `/records/${filled.customObject}`,
      `/people/${filled.records.people}/history`,
      "/deals/export",
      "/search?q=qforeignq",
    ]) {
      const answer = await ground.call(admin, "GET", path);
      if (answer.status !== 200 || foreignBytes(known(), answer).length === 0)
        blind.push(`${path}: ${answer.status}`);
    }
    expect(blind).toEqual([]);
  });

  it("has a stand-in for every part of an address", () => {
    const values = homeThings().values(operations[0] as Operation);
    const parts = operations.flatMap(({ path }) =>
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ""),
    );
    expect(parts.filter((name) => values[name] === undefined)).toEqual([]);
  });

  it("shows nowhere, whatever is asked for, by whomever", async () => {
    const faults: string[] = [];
    for (const operation of operations.filter(({ method }) => method !== "DELETE")) {
      faults.push(...(await plainFaults(operation, null)));
      if (isPublic(operation)) continue;
      for (const caller of callers) faults.push(...(await plainFaults(operation, caller)));
    }
    expect(faults).toEqual([]);
    expect(await contentsOf(ground.database, ground.foreign.id)).toEqual(untouched);
  }, 600_000);

  it("answers for each of its ids, in every place, as for one that never was", async () => {
    const ids = oneOfEach(foreignIds);
    const faults: string[] = [];
    const tried = new Set<string>();
    let asked = 0;
    for (const { operation, caller, turn } of pairs()) {
      const cases = (id: string) => thinned(idCases(operation, homeThings(), id), turn);
      const outcome = await compare(
        known(),
        { caller, cases },
        idsFor(operation, ids, turn),
        newId(),
      );
      faults.push(...outcome.faults);
      asked += outcome.asked;
      if (outcome.asked > 0) tried.add(operation.operationId);
    }
    expect(faults.slice(0, 20)).toEqual([]);
    expect(await contentsOf(ground.database, ground.foreign.id)).toEqual(untouched);
    expect(asked).toBeGreaterThan(5000);
    const addressed = operations.filter(({ path }) => /\{(?!object\})/.test(path));
    expect(addressed.filter(({ operationId }) => !tried.has(operationId))).toEqual([]);
  }, 900_000);

  it("answers for its object types and fields as for ones that never were", async () => {
    const faults: string[] = [];
    for (const { operation, caller } of pairs()) {
      const cases = (word: string) =>
        keyCases(operation, homeThings(), { object: `gadget_${word}`, field: `secret_${word}` });
      const outcome = await compare(
        known(),
        { caller, cases },
        [ground.foreign.marks.text],
        "qnowhereq",
      );
      faults.push(...outcome.faults);
    }
    expect(faults.slice(0, 20)).toEqual([]);
  }, 600_000);
});
