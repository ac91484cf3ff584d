// Figures over a real database: what they count, that each number is the length of its list, and that over roles of every
// reach nobody counts what they may not see.
import { type AnalyticsMeasure, analyticsMeasures, type Permissions } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ConversationsGround,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import { type Caller, everything, type Workspace } from "../../../test/records-ground.ts";
import { nowIso, systemClock } from "../../platform/clock.ts";
import { newId } from "../../platform/ids.ts";
import type { GroupSubscriber, OutboxEvent } from "../../platform/outbox.ts";
import { type Analytics, createAnalytics } from "./analytics.ts";

let ground: ConversationsGround;
let analytics: Analytics;
let subscriber: GroupSubscriber;
const told = (...events: OutboxEvent[]) => subscriber(home.id, events);
let home: Workspace;
const memberId = newId();
const colleagueId = newId();
const teamId = newId();

const event = (act: string, changes: object[], at = nowIso(systemClock)): OutboxEvent => ({
  ...{ id: newId(), workspaceId: home.id, topic: "conversations.changed", requestId: null },
  payload: { act, at, changes },
});

async function make(change: object, rating: number | null = null): Promise<string> {
  const { conversationId: id } = await ground.writes(home);
  await home.admin.post(`/conversations/${id}/replies`, { text: "An answer." });
  const done = await home.admin.patch(`/conversations/${id}`, change);
  expect(done.status).toBe(200);
  if (rating !== null)
    await ground.test.db.tenant(home.ctx, (tx) =>
      ground.conversations.rate(tx, home.ctx, id, {
        ...{ score: rating, comment: "a secret comment" },
        askedAt: "2026-01-05T09:00:00.000Z",
      }),
    );
  return id;
}

beforeAll(async () => {
  ground = await openConversationsGround(undefined, (conversations, deps) => {
    const { db, clock, logger, workspaceIds, memberNames, teamNames } = deps;
    analytics = createAnalytics({
      ...{ db, clock, logger, workspaceIds, memberNames, teamNames },
      outbox: {
        subscribeGroups: (_topic, one) => {
          subscriber = one;
        },
      },
      figures: conversations.figures,
      channelNames: async () => [],
    });
    return analytics.routes;
  });
  home = await ground.workspace();
  home.as({ memberId });
  home.as({ memberId: colleagueId });
  ground.teams.set(memberId, [teamId]);
  await make({ assigneeId: memberId, state: "closed" }, 5);
  await make({ assigneeId: memberId });
  await make({ assigneeId: colleagueId, state: "closed" }, 2);
  await make({ assigneeId: null, teamId, state: "closed" }, 4);
  await make({ assigneeId: home.admin.memberId, teamId, state: "closed" }, 1);
  analytics.upkeep.start();
  for (let tries = 0; tries < 200; tries += 1) {
    const { body } = await home.admin.get("/analytics/figures");
    if (body.isComplete) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("What was there before was never read.");
});

afterAll(async () => {
  await analytics?.upkeep.stop();
  await ground?.close();
});

const figures = async (by: Caller, query = "") => (await by.get(`/analytics/figures${query}`)).body;
const behind = async (by: Caller, measure: AnalyticsMeasure, query = ""): Promise<string[]> => {
  const { status, body } = await by.get(`/analytics/conversations?measure=${measure}${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.data.map(({ id }: { id: string }) => id);
};

describe("figures", () => {
  it("count what began, what was answered, closed and rated, with the interval of Wilson", async () => {
    const { total, channels, days } = await figures(home.admin);
    expect(total.counts).toMatchObject({
      ...{ conversations: 5, answered: 5, resolved: 4, asked: 4, rated: 4 },
      ...{ satisfied: 2, dissatisfied: 2, deflected: 0, reopened: 0 },
    });
    // 2 of 4 at 95 %: published as 0.150 to 0.850.
    expect(total.satisfiedShare.value).toBe(0.5);
    expect(total.satisfiedShare.low).toBeCloseTo(0.15, 3);
    expect(total.satisfiedShare.high).toBeCloseTo(0.85, 3);
    expect(total.averageScore).toBe(3);
    expect(channels).toHaveLength(1);
    expect(days.flatMap(({ counts }: { counts: { count: number }[] }) => counts)).toMatchObject([
      { count: 5 },
    ]);
  });

  it("know what was opened again, once for each time, and what the bot resolved", async () => {
    const id = await make({ state: "closed" });
    const change = { id, was: "closed", is: "open" };
    const reopened = event("conversations.receive", [change]);
    await told(reopened, reopened);
    await told(reopened);
    expect((await figures(home.admin)).total.counts.reopened).toBe(1);
    const later = nowIso({ ...systemClock, nowMs: () => systemClock.nowMs() + 1 });
    await told(reopened, event("conversations.change", [change], later));
    const kept = await ground.test.asOwner(
      "SELECT cardinality(reopenings) AS count FROM analytics.conversations WHERE conversation_id = $1",
      [id],
    );
    expect(kept).toEqual([{ count: 2 }]);
    expect((await figures(home.admin)).total.counts.reopened).toBe(1);
    expect(await behind(home.admin, "reopened")).toEqual([id]);
    const { conversationId: helped } = await ground.writes(home);
    await ground.conversations.queueReply(home.ctx, {
      conversationId: helped,
      author: { kind: "bot", id: null },
      text: "It is there.",
      idempotencyKey: newId(),
      rung: "extract",
    });
    const { conversationId: handed } = await ground.writes(home);
    await ground.conversations.queueReply(home.ctx, {
      conversationId: handed,
      author: { kind: "bot", id: null },
      text: "A person will answer you.",
      idempotencyKey: newId(),
      handOver: { reason: "Not sure", summary: null },
    });
    await told(event("conversations.reply", [{ id: handed, was: "open", is: "open" }]));
    const closed = { id: helped, was: "open", is: "closed" };
    const hour = 3_600_000;
    const before = (hours: number) => new Date(systemClock.nowMs() - hours * hour).toISOString();
    await told(event("conversations.reply", [closed], before(71)));
    expect(await behind(home.admin, "bot-answered")).toEqual([helped]);
    expect(await behind(home.admin, "deflected")).toEqual([]);
    await told(event("conversations.reply", [closed], before(1)));
    expect(await behind(home.admin, "deflected")).toEqual([]);
    await ground.test.asOwner(
      "UPDATE analytics.conversations SET bot_closed_at = $2 WHERE conversation_id = $1",
      [helped, before(80)],
    );
    expect(await behind(home.admin, "deflected")).toEqual([helped]);
    const again = { id: helped, was: "closed", is: "open" };
    await told(event("conversations.receive", [again], before(20)));
    expect(await behind(home.admin, "deflected")).toEqual([]);
  });

  it("keep the minutes that were counted when hours change later, until it is closed anew", async () => {
    const { conversationId: id } = await ground.writes(home);
    const setBack = (minutes: number, column: string) =>
      ground.test.asOwner(
        `UPDATE conversations.conversations SET ${column} = ${column} - make_interval(mins => $2) WHERE id = $1`,
        [id, minutes],
      );
    await home.admin.post(`/conversations/${id}/replies`, { text: "An answer.", close: true });
    for (const column of ["created_at", "asked_at"]) await setBack(180, column);
    const hours = (open: string) =>
      ground.test.asOwner(
        `INSERT INTO inbox.settings (workspace_id, settings) VALUES ($1, jsonb_build_object('hours', $2::jsonb,
           'targets', '{"normal": {}, "urgent": {}, "high": {}, "low": {}}'::jsonb))
         ON CONFLICT (workspace_id) DO UPDATE SET settings = EXCLUDED.settings`,
        [home.id, open],
      );
    const minutes = async () => {
      const [row] = await ground.test.asOwner(
        `SELECT first_response_minutes AS first, resolution_minutes AS resolution
         FROM analytics.conversations WHERE conversation_id = $1`,
        [id],
      );
      return [Number(row?.first), Number(row?.resolution)];
    };
    const change = (was: string, is: string) =>
      told(event("conversations.change", [{ id, was, is }]));
    await hours("null");
    await change("open", "closed");
    expect(await minutes()).toEqual([180, 180]);
    await hours(
      '{"zone": "UTC", "days": {"mon": [{"from": "00:00", "to": "00:01"}]}, "holidays": []}',
    );
    await change("closed", "closed");
    expect(await minutes()).toEqual([180, 180]);
    await change("closed", "open");
    await change("open", "closed");
    const [first, anew] = await minutes();
    expect([first, Number(anew) <= 1]).toEqual([180, true]);
    await ground.test.asOwner("DELETE FROM inbox.settings WHERE workspace_id = $1", [home.id]);
  });

  it("are also CSV, and refuse what cannot be", async () => {
    const csv = await ground.first.inject({
      method: "GET",
      url: "/api/v1/analytics/figures?format=csv",
      headers: home.admin.headers,
    });
    expect(csv.headers["content-type"]).toContain("text/csv");
    expect(csv.body.split("\r\n")[0]).toContain("First response, median minutes");
    for (const query of [
      "?from=2026-03-01&to=2026-02-01",
      "?from=2024-01-01&to=2026-01-01",
      "?from=2026-02-30",
      "?member=me",
    ])
      expect((await home.admin.get(`/analytics/figures${query}`)).status).toBe(422);
    expect((await figures(home.admin, "?from=2020-01-01&to=2020-02-01")).total.counts.rated).toBe(
      0,
    );
  });
});

const reaches = ["none", "own", "team", "region", "all"] as const;
const hidden: Permissions["fields"][string][] = [
  {},
  { ownerId: "none" },
  { teamId: "none" },
  { ownerId: "none", teamId: "none", text: "none", subject: "none" },
];

describe("over every role", () => {
  const cases = reaches.flatMap((read) => hidden.map((fields) => [read, fields] as const));
  it.each(cases)(
    "of reach %s without %j no number counts what is not seen",
    async (read, fields) => {
      const by = home.as({
        memberId,
        teamMemberIds: [colleagueId],
        permissions: {
          objects: { "*": everything, conversations: { ...everything, read, update: read } },
          fields: { conversations: fields },
        },
      });
      const seen = (await by.get("/conversations?state=any&limit=100")).body.data;
      const ids = new Set(seen.map(({ id }: { id: string }) => id));
      const all = await figures(by);
      expect(all.total.counts.conversations).toBe(ids.size);
      for (const measure of analyticsMeasures) {
        const listed = await behind(by, measure);
        expect(listed.every((id) => ids.has(id))).toBe(true);
        expect(all.total.counts[measure]).toBe(listed.length);
      }
      expect(all.members === null).toBe("ownerId" in fields);
      expect(all.teams === null).toBe("teamId" in fields);
      for (const groups of [all.channels, all.members ?? [], all.teams ?? []]) {
        const sum = (groups as { figures: { counts: { conversations: number } } }[]).reduce(
          (total, { figures: { counts } }) => total + counts.conversations,
          0,
        );
        expect([0, ids.size]).toContain(sum);
      }
      const narrowed = await by.get(`/analytics/figures?member=${colleagueId}`);
      expect(narrowed.status).toBe("ownerId" in fields ? 403 : 200);
      const team = await by.get(`/analytics/conversations?measure=rated&team=${teamId}`);
      expect(team.status).toBe("teamId" in fields ? 403 : 200);
      if ("text" in fields) expect(JSON.stringify(all)).not.toContain("secret comment");
    },
  );

  it("no other workspace is counted", async () => {
    const other = await ground.workspace();
    expect((await figures(other.admin)).total.counts.conversations).toBe(0);
  });
});
