// What is known before any call: the set-up, the ladder, the texts without personal data, and who pays.
import { createHash } from "node:crypto";
import type { AiDataClass, AiPurpose } from "@rapport/contracts";
import { z } from "zod";
import type { Ctx } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import type { Message } from "./adapters.ts";
import { type LadderRoute, ladderOf, type Rung, reasonWords, workOf } from "./ladder.rules.ts";
import type { Counted } from "./ledger.store.ts";
import type { Ask, AskedBy, LlmDeps, Unavailable, UnavailableReason } from "./llm-deps.ts";
import { minimise, nameCandidates } from "./minimise.rules.ts";
import { mostCost, type Price } from "./price.rules.ts";
import { routeFor, type Setup, type Setups } from "./setup.ts";

/** Whatever a model is given: which models may be asked, for whom, until when, and what it may cost. */
export interface Course {
  kind: "prepared";
  askId: string;
  purpose: AiPurpose;
  prompt: string | null;
  setup: Setup;
  route: LadderRoute;
  rungs: readonly Rung[];
  by: AskedBy;
  dataClass: AiDataClass;
  counted: Pick<Counted, "kinds" | "subjects">;
  /** On the process's own clock. */
  deadlineAt: number;
  /** What is reserved. */
  mostCostAt(price: Price): number;
}

export interface Prepared extends Course {
  messages: readonly Message[];
  marks: ReadonlyMap<string, string>;
  schema: { json: object; check: z.ZodType } | null;
  maxOutputTokens: number;
  cacheKey: string | null;
}

const unavailableWords: Record<"budget" | "resting" | "failed" | "late" | "too_long", string> = {
  budget: "The budget for models is spent.",
  resting: "The models failed repeatedly and are left alone for a while.",
  failed: "No model gave an answer.",
  late: "No model answered in time.",
  too_long: "The text is too long for all names in it to be found, so no model was sent it.",
};

export function unavailable(reason: UnavailableReason): Unavailable {
  const words = { ...reasonWords, ...unavailableWords }[reason];
  return { kind: "unavailable", reason, words, rung: "rules" };
}

const jsonSchemas = new WeakMap<z.ZodType, object>();

function jsonSchemaOf(schema: z.ZodType): object {
  const known = jsonSchemas.get(schema);
  if (known) return known;
  const made = z.toJSONSchema(schema) as object;
  jsonSchemas.set(schema, made);
  return made;
}

interface Wish {
  purpose: AiPurpose;
  dataClass: AiDataClass;
  principal?: AskedBy;
  prompt?: string;
  modelId?: string;
  deadlineMs?: number;
  teamId?: string;
  agent?: string;
  runId?: string;
}

function countedIn(ask: Wish): Pick<Counted, "kinds" | "subjects"> {
  const pairs: [string, string | undefined][] = [
    ["workspace", "*"],
    ["purpose", ask.purpose],
    ["team", ask.teamId],
    ["agent", ask.agent],
    ["run", ask.runId],
  ];
  const told = pairs.filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { kinds: told.map(([kind]) => kind), subjects: told.map(([, subject]) => subject) };
}

/** Everything on which an answer may depend, whoever it is for first of all. */
function cacheKeyOf(ctx: Ctx, ask: Ask, by: AskedBy, rungs: readonly Rung[], most: number) {
  if (ask.cacheKey === undefined) return null;
  const parts = [
    ctx.workspaceId,
    by.kind,
    by.id,
    [...(ask.readers ?? [])].sort(),
    ask.cacheKey,
    ask.purpose,
    ask.prompt ?? "",
    ask.dataClass,
    rungs.map(({ modelId, price }) => [modelId, price.version]),
    most,
    ask.schema ? jsonSchemaOf(ask.schema) : null,
    ask.messages.map(({ role, content }) => [role, content]),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

/** Words and names of several that are looked for, of some five thousand words; one with more is sent nowhere. */
const mostCandidates = 24_000;

/** Null: it is too long for all names in it to be found. */
async function withoutPersonalData(deps: LlmDeps, ctx: Ctx, ask: Ask, route: LadderRoute) {
  const texts = ask.messages.map(({ content }) => content);
  if (!route.minimises || ask.dataClass !== "personal") return { texts, marks: new Map() };
  const words = nameCandidates(texts, mostCandidates);
  if (words.length > mostCandidates) return null;
  const people = words.length > 0 ? await deps.peopleNamed(ctx, words) : [];
  return minimise(texts, [...(ask.subjects ?? []), ...people]);
}

const deadlineOf = ({ deadlineMs }: Wish, route: LadderRoute) =>
  performance.now() + Math.min(deadlineMs ?? route.deadlineMs, route.deadlineMs);

export async function prepareCourse(
  deps: { setups: Setups },
  ctx: Ctx,
  ask: Wish,
): Promise<Omit<Course, "mostCostAt"> | Unavailable> {
  const setup = await deps.setups.of(ctx.workspaceId);
  const ownRoute = routeFor(setup, ask.purpose);
  const route = ask.modelId ? { ...ownRoute, modelIds: [ask.modelId], isOn: true } : ownRoute;
  const { models, providers } = setup;
  const ladder = ladderOf(route, models, providers, ask.dataClass, workOf(ask.purpose));
  if (ladder.reason !== null) return unavailable(ladder.reason);
  return {
    kind: "prepared",
    askId: newId(),
    purpose: ask.purpose,
    prompt: ask.prompt ?? null,
    setup,
    route,
    rungs: ladder.rungs,
    by: ask.principal ?? { kind: ctx.principal.kind, id: ctx.principal.id },
    dataClass: ask.dataClass,
    counted: countedIn(ask),
    deadlineAt: deadlineOf(ask, route),
  };
}

export async function prepareAsk(
  deps: LlmDeps & { setups: Setups },
  ctx: Ctx,
  ask: Ask,
): Promise<Prepared | Unavailable> {
  const course = await prepareCourse(deps, ctx, ask);
  if (course.kind === "unavailable") return course;
  const { route, rungs, by } = course;
  const minimised = await withoutPersonalData(deps, ctx, ask, route);
  if (minimised === null) return unavailable("too_long");
  const { texts, marks } = minimised;
  const maxOutputTokens = Math.min(
    ask.maxOutputTokens ?? route.maxOutputTokens,
    route.maxOutputTokens,
  );
  const schema = ask.schema ? { json: jsonSchemaOf(ask.schema), check: ask.schema } : null;
  const reckoned = schema ? [...texts, JSON.stringify(schema.json)] : texts;
  return {
    ...course,
    messages: ask.messages.map(({ role }, at) => ({ role, content: texts[at] ?? "" })),
    marks,
    schema,
    maxOutputTokens,
    cacheKey: cacheKeyOf(ctx, ask, by, rungs, maxOutputTokens),
    mostCostAt: (price) => mostCost(price, reckoned, maxOutputTokens),
    deadlineAt: deadlineOf(ask, route),
  };
}
