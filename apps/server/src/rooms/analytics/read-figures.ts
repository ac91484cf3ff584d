// Figures, and the conversations behind them, within what the caller may see.
import {
  type AnalyticsFilter,
  type AnalyticsListQuery,
  type Conversation,
  type ConversationFigures,
  measureDefinitions,
} from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { dayOf, settingsNow } from "../inbox/index.ts";
import type { AnalyticsDeps } from "./analytics-deps.ts";
import { badDays, notYourFilter } from "./errors.ts";
import { readProgress } from "./facts.store.ts";
import { figuresOf, groupsOf, noFigures } from "./figures.rules.ts";
import { type Asked, fixedValues, readBehind, readDays, readFigures } from "./figures.store.ts";

const dayMs = 86_400_000;
const usualDays = 30;
const mostDays = 366;
const pageSize = 50;

const shifted = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * dayMs).toISOString().slice(0, 10);

function spanOf({ from, to }: AnalyticsFilter, today: string): { from: string; to: string } {
  const last = to ?? today;
  const first = from ?? shifted(last, 1 - usualDays);
  if (first > last || shifted(first, mostDays) <= last) throw badDays();
  return { from: first, to: last };
}

interface Ready extends Asked {
  zone: string;
  seesMembers: boolean;
  seesTeams: boolean;
}

async function askedOf(
  deps: AnalyticsDeps,
  tx: Reader,
  ctx: Ctx,
  filter: AnalyticsFilter,
): Promise<Ready> {
  const now = nowIso(deps.clock);
  const { hours } = await settingsNow(tx);
  const { seesMembers, seesTeams, ...reached } = await deps.figures.reached(tx, ctx, fixedValues);
  if (filter.member !== undefined && !seesMembers) throw notYourFilter("assignee");
  if (filter.team !== undefined && !seesTeams) throw notYourFilter("team");
  return {
    ...spanOf(filter, dayOf(now, hours)),
    ...{ reached, now, seesMembers, seesTeams, zone: hours?.zone ?? "UTC" },
    channel: filter.channel ?? null,
    member: filter.member ?? null,
    team: filter.team ?? null,
  };
}

const byId = (all: readonly { id: string; name: string }[]) =>
  new Map(all.map(({ id, name }) => [id, name]));

function daysOf(rows: Awaited<ReturnType<typeof readDays>>): ConversationFigures["days"] {
  const days = new Map<string, { channelId: string; count: number }[]>();
  for (const { day, channelId, count } of rows)
    days.set(day, [...(days.get(day) ?? []), { channelId, count }]);
  return [...days].map(([day, counts]) => ({ day, counts }));
}

export async function conversationFigures(
  deps: AnalyticsDeps,
  ctx: Ctx,
  filter: AnalyticsFilter,
): Promise<ConversationFigures> {
  const tx = deps.db.reader(ctx);
  const asked = await askedOf(deps, tx, ctx, filter);
  const { from, to, zone, seesMembers, seesTeams } = asked;
  const groups = [
    "channel" as const,
    ...(seesMembers ? ["member" as const] : []),
    ...(seesTeams ? ["team" as const] : []),
  ];
  const [rows, days, { done }, channels, members, teams] = await Promise.all([
    readFigures(tx, asked, groups),
    readDays(tx, asked),
    readProgress(tx),
    deps.channelNames(tx),
    seesMembers ? deps.memberNames(tx) : [],
    seesTeams ? deps.teamNames(tx) : [],
  ]);
  const of = (by: (typeof rows)[number]["by"]) => rows.filter((row) => row.by === by);
  const [all] = of(null);
  const kinds = new Map(channels.map(({ id, kind }) => [id, kind]));
  const channelWords = { none: "No channel", gone: "Former channel" };
  return {
    ...{ from, to, zone },
    total: all ? figuresOf(all) : noFigures,
    channels: groupsOf(of("channel"), byId(channels), channelWords).map((one) => ({
      ...one,
      kind: kinds.get(one.id ?? "") ?? null,
    })),
    members: seesMembers
      ? groupsOf(of("member"), byId(members), { none: "Nobody", gone: "Former member" })
      : null,
    teams: seesTeams
      ? groupsOf(of("team"), byId(teams), { none: "No team", gone: "Former team" })
      : null,
    days: daysOf(days),
    definitions: measureDefinitions,
    isComplete: done,
  };
}

export async function conversationsBehind(
  deps: AnalyticsDeps,
  ctx: Ctx,
  { measure, limit = pageSize, cursor, ...filter }: AnalyticsListQuery,
): Promise<{ data: Conversation[]; nextCursor: string | null }> {
  const tx = deps.db.reader(ctx);
  const asked = await askedOf(deps, tx, ctx, filter);
  const page = { measure, cursor: cursor ?? null, limit: limit + 1 };
  const ids = await readBehind(tx, asked, page);
  const shown = ids.slice(0, limit);
  const data = await deps.figures.described(tx, ctx, shown);
  return { data, nextCursor: ids.length > limit ? (shown.at(-1) ?? null) : null };
}
