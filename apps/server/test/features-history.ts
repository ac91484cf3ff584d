// A random history of records, done on a real ground and remembered aside, and what a feature over records is by going
// through what was remembered: written apart from the compiler, the facts and the audit log, to be held against them.
import type { FeatureDefinition, FeatureSource, FeatureValue } from "@rapport/contracts";
import type { Ctx } from "../src/platform/context.ts";
import { newIdAt } from "../src/platform/ids.ts";
import type { FeaturesGround } from "./features-ground.ts";
import { bruteForce, type RawEvent, seeded } from "./features-oracle.ts";

type State = Record<string, unknown>;

interface Version {
  /** Since when this was known here. */
  knownMs: number;
  /** Null: the record is in the trash. */
  state: State | null;
}

export interface RememberedRecord {
  id: string;
  object: string;
  /** The creation that it claims. */
  claimedMs: number;
  versions: Version[];
  stages: { name: string; position: number; enteredMs: number }[];
}

export interface History {
  records: RememberedRecord[];
  /** Goes on by so many things that happen, each some hours after the one before. */
  live(count: number): Promise<void>;
}

const countries = ["France", "Spain", "Peru"];
const kinds = ["call", "email", "meeting", "demo"];
const priorities = ["low", "normal", "high", "urgent"];

export async function beginHistory(
  ground: FeaturesGround,
  ctx: Ctx,
  seed: number,
): Promise<History> {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const whole = (below: number) => Math.floor(random() * below);
  const records: RememberedRecord[] = [];
  const [pipeline] = await ground.test.db.tenant(ctx, (tx) => ground.records.pipelines(tx));
  const stages = pipeline?.stages ?? [];

  const lastOf = (record: RememberedRecord) => record.versions.at(-1)?.state ?? null;
  const living = (object: string) =>
    records.filter((one) => one.object === object && lastOf(one) !== null);
  const idOf = (object: string) => (random() < 0.85 ? (pick(living(object))?.id ?? null) : null);

  /** What a record of each kind is made with; each call another. */
  const made: Record<string, () => State> = {
    companies: () => ({
      name: `Company ${records.length}`,
      employees: whole(500),
      industry: pick(["Retail", "Energy"]),
      country: pick(countries),
    }),
    people: () => ({
      lastName: `Person ${records.length}`,
      country: pick(countries),
      companyId: idOf("companies"),
    }),
    deals: () => ({
      name: `Deal ${records.length}`,
      amountMinor: whole(100_000),
      currency: "EUR",
      companyId: idOf("companies"),
      personId: idOf("people"),
      stageId: pick(stages.filter(({ kind }) => kind === "open")).id,
    }),
    tickets: () => ({
      subject: `Ticket ${records.length}`,
      priority: pick(priorities),
      category: pick(["billing", "bug", "question"]),
      companyId: idOf("companies"),
      personId: idOf("people"),
    }),
    activities: () => ({
      kind: pick(kinds),
      // Whole hours, so that several happen in one moment; some were written down late.
      occurredAt: new Date(
        Math.floor(ground.clock.nowMs() / 3_600_000 - whole(200)) * 3_600_000,
      ).toISOString(),
      durationMinutes: random() < 0.8 ? whole(120) : null,
      outcome: pick(["good", "bad", null]),
      companyId: idOf("companies"),
      personId: idOf("people"),
    }),
  };
  const changed: Record<string, () => State> = {
    companies: () => ({ employees: whole(500), country: pick(countries) }),
    people: () => ({ country: pick(countries), companyId: idOf("companies") }),
    deals: () => ({ amountMinor: whole(100_000), stageId: pick(stages).id }),
    tickets: () => ({ priority: pick(priorities) }),
    activities: () => ({ durationMinutes: whole(120), kind: pick(kinds) }),
  };

  function enter(record: RememberedRecord, stageId: unknown, before: unknown): void {
    const stage = stages.find(({ id }) => id === stageId);
    if (!stage || stageId === before) return;
    record.stages.push({
      name: stage.name,
      position: stage.position,
      enteredMs: ground.clock.nowMs(),
    });
  }

  async function create(): Promise<void> {
    const nowMs = ground.clock.nowMs();
    const object = pick(["companies", "people", "deals", "tickets", "activities", "activities"]);
    // Some are brought in with a creation of their own; a deal's stages would be guessed then.
    const isBroughtIn = object !== "deals" && random() < 0.3;
    const claimedMs = isBroughtIn ? nowMs - whole(40 * 24) * 3_600_000 : nowMs;
    // A record's creation is in its id.
    const state = { ...made[object]?.(), createdAt: new Date(claimedMs).toISOString() };
    const id = await ground.make(ctx, object, state, newIdAt(claimedMs));
    const versions = [{ knownMs: nowMs, state }];
    const record: RememberedRecord = { id, object, claimedMs, versions, stages: [] };
    enter(record, (state as State).stageId, undefined);
    records.push(record);
  }

  async function change(record: RememberedRecord): Promise<void> {
    const before = lastOf(record) ?? {};
    const next = changed[record.object]?.() ?? {};
    await ground.change(ctx, record.object, record.id, next);
    record.versions.push({ knownMs: ground.clock.nowMs(), state: { ...before, ...next } });
    enter(record, next.stageId ?? before.stageId, before.stageId);
  }

  async function step(): Promise<void> {
    ground.clock.set(ground.clock.nowMs() + (1 + whole(10)) * 3_600_000);
    const one = random() < 0.45 ? pick(records.filter((record) => lastOf(record) !== null)) : null;
    if (!one) return create();
    if (random() > 0.06) return change(one);
    await ground.remove(ctx, one.object, one.id);
    one.versions.push({ knownMs: ground.clock.nowMs(), state: null });
  }

  return {
    records,
    live: async (count) => {
      for (let at = 0; at < count; at += 1) await step();
    },
  };
}

const linkOf: Record<string, string> = {
  people: "personId",
  companies: "companyId",
  deals: "dealId",
  tickets: "ticketId",
};

/** The version that was known at a time; `isTrusted`: the first one since the creation that the record claims. */
function versionAt(record: RememberedRecord, asOfMs: number, isTrusted: boolean) {
  const since = ({ knownMs }: Version, at: number) =>
    at === 0 && isTrusted ? record.claimedMs : knownMs;
  const at = record.versions.findLastIndex((version, index) => since(version, index) <= asOfMs);
  const found = record.versions[at];
  if (!found?.state) return null;
  // The same content goes on being known since it first was.
  let first = at;
  while (first > 0 && sameAs(record.versions[first - 1], found)) first -= 1;
  return { state: found.state, knownMs: since(record.versions[first] ?? found, first) };
}

const sameAs = (a: Version | undefined, b: Version) =>
  a?.state !== undefined && a.state !== null && JSON.stringify(a.state) === JSON.stringify(b.state);

const msOf = (time: unknown) => Date.parse(String(time));

interface Asked {
  feature: FeatureDefinition;
  records: readonly RememberedRecord[];
  own: RememberedRecord;
  asOfMs: number;
}

type Row = Pick<RawEvent, "eventId" | "occurredMs" | "knownMs" | "properties">;

const stageRows = ({ own }: Asked): Row[] =>
  own.stages.map(({ name, position, enteredMs }, at) => ({
    eventId: String(at).padStart(4, "0"),
    occurredMs: enteredMs,
    knownMs: enteredMs,
    properties: { stage: name, position },
  }));

/** Over which company or person it goes: as the entity stood then, its claims believed. */
function belongsTo({ feature: { source }, own, asOfMs }: Asked): unknown {
  if (!("through" in source) || !source.through) return own.id;
  const link = source.through === "company" ? "companyId" : "personId";
  return versionAt(own, asOfMs, true)?.state[link];
}

function fieldRows(asked: Asked, source: SourceOf<"record">): Row[] {
  const id = belongsTo(asked);
  const owner = asked.records.find((record) => record.id === id);
  const found = owner && versionAt(owner, asked.asOfMs, source.knownFrom !== "seen");
  if (!found) return [];
  const isAge = asked.feature.aggregation === "timeSince";
  const time = isAge ? source.field : source.knownFrom;
  const occurredMs = time === "seen" ? found.knownMs : msOf(found.state[time]);
  return [{ eventId: owner.id, occurredMs, knownMs: found.knownMs, properties: found.state }];
}

function pointingRows(asked: Asked, source: SourceOf<"records">): Row[] {
  const id = belongsTo(asked);
  const way = source.through === "company" ? "companies" : "people";
  const link = linkOf[source.through ? way : asked.feature.entity] ?? "";
  const isTrusted = source.knownFrom === "happened";
  return asked.records
    .filter(({ object }) => object === source.object)
    .flatMap((record) => {
      const found = versionAt(record, asked.asOfMs, isTrusted);
      if (!id || found?.state[link] !== id) return [];
      const { knownMs, state } = found;
      return [
        { eventId: record.id, occurredMs: msOf(state[source.at]), knownMs, properties: state },
      ];
    });
}

type SourceOf<K extends FeatureSource["kind"]> = Extract<FeatureSource, { kind: K }>;

/** What a source gives at a time. */
function rowsOf(asked: Asked): Row[] {
  const { source } = asked.feature;
  if (source.kind === "stages") return stageRows(asked);
  if (source.kind === "record") return fieldRows(asked, source);
  if (source.kind === "records") return pointingRows(asked, source);
  throw new Error("Events are the other oracle's.");
}

export function bruteForceRecords(
  feature: FeatureDefinition,
  records: readonly RememberedRecord[],
  who: string,
  asOfMs: number,
): FeatureValue {
  const { source } = feature;
  const tests = "where" in source && source.where ? { where: source.where } : {};
  const asEvents: FeatureDefinition = {
    ...feature,
    source: { kind: "events", names: [], ...tests },
    ...(source.kind === "record" ? { of: source.field } : {}),
  };
  const own = records.find(({ id }) => id === who);
  const rows = own ? rowsOf({ feature, records, own, asOfMs }) : [];
  const events = rows
    .filter(({ occurredMs }) => !Number.isNaN(occurredMs))
    .map((row) => ({ ...row, personId: who, companyId: null, name: "" }));
  return bruteForce(asEvents, events, who, asOfMs);
}
