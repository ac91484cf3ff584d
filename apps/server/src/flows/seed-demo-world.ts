// Makes the demo workspace: the simulated company of packages/world, written through the same door as
// everybody's records. The shape (members, fields) is made first and is safe to make again; pipelines
// and records follow in one transaction, so that a kill leaves all of them or none.
import { createWorld, type World } from "@rapport/world";
import type { Act, Acts } from "../platform/acts.ts";
import { type Clock, nowIso } from "../platform/clock.ts";
import { type Ctx, systemContext } from "../platform/context.ts";
import { type Database, isUniqueViolation, type Tx } from "../platform/db/index.ts";
import { AppError, isAppError } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import type { Access } from "../rooms/access/index.ts";
import type { Actions, Draw } from "../rooms/actions/index.ts";
import type { Channels } from "../rooms/channels/index.ts";
import type { Conversations } from "../rooms/conversations/index.ts";
import type { Events, Incoming } from "../rooms/events/index.ts";
import type { Records, WriteOp } from "../rooms/records/index.ts";
import { addDemoMacros, demoThreads } from "./demo-conversations.ts";
import { activityEvents, usageEvents } from "./demo-events.ts";
import { demoId } from "./demo-ids.ts";
import { addDemoKnowledge } from "./demo-knowledge.ts";
import { type DemoList, demoRecords, type KeyMaps } from "./demo-lists.ts";
import { addDemoSegments } from "./demo-segments.ts";
import { addDemoWidget } from "./demo-widget.ts";

export interface SeedDeps {
  db: Database;
  clock: Clock;
  acts: Acts;
  access: Access;
  records: Records;
  events: Events;
  actions: Actions;
  channels: Pick<Channels, "names">;
  conversations: Pick<Conversations, "importThreads">;
}

export interface SeedInput {
  companies: number;
  seed: number;
  /** Of the demo's admin, who signs in with the e-mail that comes back. */
  password: string;
  /** What an earlier, interrupted try had made. */
  made: MadeSoFar | null;
  /** Called as the shape grows, to be able to go on after a kill. */
  keep(made: MadeSoFar): void;
}

export interface MadeSoFar {
  workspaceId: string;
  email: string;
  /** Ids by the world's keys. */
  teams: Record<string, string>;
  members: Record<string, string>;
}

export interface Seeded {
  workspaceId: string;
  name: string;
  email: string;
  records: number;
}

const chunkSize = 500;
const eventChunk = 5000;

interface CreatedPipeline {
  id: string;
  stages: { id: string }[];
}

export async function seedDemoWorld(deps: SeedDeps, input: SeedInput): Promise<Seeded> {
  const now = new Date(nowIso(deps.clock));
  const world = createWorld({ seed: input.seed, now, companies: input.companies });
  const made = input.made ?? (await makeWorkspace(deps, world, input));
  const ctx = systemContext(made.workspaceId, newId());
  await addTeams(deps, ctx, world, made, input.keep);
  await addMembers(deps, world, made, input.keep);
  await addFields(deps, ctx, world);
  const channelId = await addDemoWidget(deps, ctx, world.vendor.name);
  const count = await writeWorld(deps, ctx, world, { ...made, channelId });
  await tellEvents(deps, ctx, world, made);
  await addDemoSegments(deps.acts, ctx);
  await addDemoKnowledge(deps.acts, ctx);
  const { workspaceId, email } = made;
  return { workspaceId, name: world.vendor.name, email, records: count };
}

/** Whoever has most to do: the first screen then shows a day's work. */
function adminOf(world: World) {
  const openTasks = new Map<number, number>();
  for (const { status, ownerId } of world.tasks) {
    if (status === "open") openTasks.set(ownerId, (openTasks.get(ownerId) ?? 0) + 1);
  }
  const busiest = world.members.toSorted(
    (a, b) => (openTasks.get(b.key) ?? 0) - (openTasks.get(a.key) ?? 0) || a.key - b.key,
  );
  const [admin] = busiest;
  if (!admin) throw new AppError("internal", "seed.no_members", "The world has no members.");
  return admin;
}

async function makeWorkspace(
  { access }: SeedDeps,
  world: World,
  input: SeedInput,
): Promise<MadeSoFar> {
  const { key, firstName, lastName, email } = adminOf(world);
  const created = await access.createWorkspace({
    name: `${world.vendor.name} (demo)`,
    admin: { name: `${firstName} ${lastName}`, email, password: input.password },
  });
  const members = created.memberId ? { [key]: created.memberId } : {};
  const made = { workspaceId: created.workspaceId, email, teams: {}, members };
  input.keep(made);
  return made;
}

async function addTeams(
  { acts }: SeedDeps,
  ctx: Ctx,
  world: World,
  made: MadeSoFar,
  keep: SeedInput["keep"],
): Promise<void> {
  for (const { key, name } of world.teams) {
    if (made.teams[key]) continue;
    const team = await unlessThere(() =>
      acts.perform<{ id: string }>(ctx, "access.team.create", { name }),
    );
    if (team) made.teams[key] = team.result.id;
    keep(made);
  }
}

async function addMembers(
  { access }: SeedDeps,
  world: World,
  made: MadeSoFar,
  keep: SeedInput["keep"],
): Promise<void> {
  for (const member of world.members) {
    if (made.members[member.key]) continue;
    const team = made.teams[member.teamId];
    const added = await unlessThere(() =>
      access.createMember(made.workspaceId, {
        name: `${member.firstName} ${member.lastName}`,
        email: member.email,
        role: member.role === "admin" ? "admin" : "member",
        teamIds: team ? [team] : [],
        regions: member.region ? [member.region] : [],
      }),
    );
    if (added) made.members[member.key] = added.memberId;
    keep(made);
  }
}

async function addFields({ acts }: SeedDeps, ctx: Ctx, world: World): Promise<void> {
  for (const field of world.customFields) {
    await unlessThere(() => acts.perform(ctx, "records.field.create", field));
  }
}

/** Null for what an earlier try had made just before it was stopped. */
async function unlessThere<T>(make: () => Promise<T>): Promise<T | null> {
  try {
    return await make();
  } catch (error) {
    if ((isAppError(error) && error.kind === "conflict") || isUniqueViolation(error)) return null;
    throw error;
  }
}

async function writeWorld(
  deps: SeedDeps,
  ctx: Ctx,
  world: World,
  made: MadeSoFar & { channelId: string },
): Promise<number> {
  const act = deps.acts.begin(ctx, "demo.seed");
  try {
    return await deps.db.tenant(ctx, async (tx) => {
      const members = new Map(Object.entries(made.members).map(([key, id]) => [Number(key), id]));
      const maps = { members, ...(await replacePipelines(deps, tx, act, world)) };
      const { lists, lines } = demoRecords(world, maps, idsIn(made));
      let count = lines.length;
      for (const { object, rows } of lists) {
        for (const chunk of chunksOf(rows)) await writeChunk(deps, tx, act, object, chunk);
        count += rows.length;
      }
      for (const chunk of chunksOf(lines)) await deps.records.addLines(tx, act, chunk);
      const threads = demoThreads(world, { members, idOf: idsIn(made), channelId: made.channelId });
      await deps.conversations.importThreads(tx, act, threads);
      await addDemoMacros(deps.acts, tx, act, ctx);
      await deps.actions.tellDraws(tx, act, "call-new-lead", drawsOf(world, idsIn(made)));
      return count;
    });
  } catch (error) {
    // All of them are there already: the kill came after the commit.
    if (isUniqueViolation(error)) return 0;
    throw error;
  }
}

const idsIn =
  ({ workspaceId }: MadeSoFar) =>
  (list: string, key: number, at: string) =>
    demoId(`${workspaceId}.${list}.${key}`, at);

/** The world's fair coin, which gave each lead its arm when it came in. */
function drawsOf(world: World, idOf: ReturnType<typeof idsIn>): Draw[] {
  return world.experiment.assignments.map(({ personId, arm, assignedAt }) => ({
    recordId: idOf("people", personId, assignedAt),
    treated: arm === "call-within-24-h",
    propensity: 0.5,
    at: assignedAt,
  }));
}

/** After the records, whose ids they carry; by their own ids a second try adds nothing. */
async function tellEvents(
  { events }: SeedDeps,
  ctx: Ctx,
  world: World,
  made: MadeSoFar,
): Promise<void> {
  const idOf = idsIn(made);
  const nothing = { members: new Map(), pipelines: new Map(), stages: new Map() };
  const { lists } = demoRecords(world, nothing, idOf);
  const createdAt = new Map(world.companies.map((company) => [company.key, company.createdAt]));
  const usage = usageEvents(world, (key) => {
    const at = createdAt.get(key);
    return at === undefined ? undefined : idOf("companies", key, at);
  });
  const all: Incoming[] = [...activityEvents(lists), ...usage];
  const inOrder = all.sort((a, b) => a.receivedMs - b.receivedMs);
  for (let at = 0; at < inOrder.length; at += eventChunk)
    await events.ingest(ctx, inOrder.slice(at, at + eventChunk));
}

function chunksOf<T>(rows: readonly T[]): T[][] {
  const count = Math.ceil(rows.length / chunkSize);
  return Array.from({ length: count }, (_, at) => rows.slice(at * chunkSize, (at + 1) * chunkSize));
}

async function writeChunk(
  { records }: SeedDeps,
  tx: Tx,
  act: Act,
  object: string,
  rows: DemoList["rows"],
): Promise<void> {
  const ops: WriteOp[] = rows.map(({ id, data }) => ({ op: "create", id, data }));
  for (const result of await records.write(tx, act, object, ops, { trusted: true })) {
    if (result.status === "failed") throw result.error;
  }
  const ways = rows.filter(({ stages }) => stages.length > 0);
  records.tellWays(
    tx,
    ways.map(({ id, stages }) => ({ dealId: id, stages })),
  );
}

/** One of the catalogue's own definitions, run inside the transaction of the records that need it. */
function inside<O>({ acts }: SeedDeps, tx: Tx, act: Act, name: string) {
  const definition = acts.list().find((candidate) => candidate.name === name);
  if (!definition) throw new AppError("internal", "seed.unknown_act", `There is no act ${name}.`);
  return async (input: unknown): Promise<O> => (await definition.run(tx, act, input)) as O;
}

/** The world's own pipelines in place of the one that every new workspace starts with. */
async function replacePipelines(
  deps: SeedDeps,
  tx: Tx,
  act: Act,
  world: World,
): Promise<Pick<KeyMaps, "pipelines" | "stages">> {
  const first = await deps.records.pipelines(tx);
  const create = inside<CreatedPipeline>(deps, tx, act, "records.pipeline.create");
  const pipelines = new Map<number, string>();
  const stages = new Map<number, string>();
  for (const pipeline of world.pipelines) {
    const created = await create({
      name: pipeline.name,
      stages: pipeline.stages.map(({ name, kind, probability }) => ({
        name,
        kind,
        probability: probability / 100,
      })),
    });
    pipelines.set(pipeline.key, created.id);
    for (const [index, stage] of pipeline.stages.entries())
      stages.set(stage.key, created.stages[index]?.id ?? "");
  }
  // Last, since a workspace keeps one pipeline at least.
  const remove = inside<null>(deps, tx, act, "records.pipeline.delete");
  for (const { id } of first) await remove({ id });
  return { pipelines, stages };
}
