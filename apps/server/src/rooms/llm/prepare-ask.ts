// What is known before any call: the set-up, the ladder, the texts without personal data, and who pays.
import { createHash } from "node:crypto";
import type { AiDataClass } from "@rapport/contracts";
import { z } from "zod";
import type { Ctx } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import type { Message } from "./adapters.ts";
import { type LadderRoute, ladderOf, type Rung, reasonWords } from "./ladder.rules.ts";
import type { Counted } from "./ledger.store.ts";
import type { Ask, AskedBy, LlmDeps, Unavailable, UnavailableReason } from "./llm-deps.ts";
import { minimise, nameCandidates } from "./minimise.rules.ts";
import { routeFor, type Setup, type Setups } from "./setup.ts";

export interface Prepared {
  kind: "prepared";
  askId: string;
  setup: Setup;
  rungs: readonly Rung[];
  messages: readonly Message[];
  /** What a reservation is reckoned from. */
  texts: readonly string[];
  marks: ReadonlyMap<string, string>;
  schema: { json: object; check: z.ZodType } | null;
  maxOutputTokens: number;
  by: AskedBy;
  dataClass: AiDataClass;
  counted: Pick<Counted, "kinds" | "subjects">;
  cacheKey: string | null;
  /** On the process's own clock. */
  deadlineAt: number;
}

const unavailableWords: Record<"budget" | "resting" | "failed" | "late", string> = {
  budget: "The budget for models is spent.",
  resting: "The models failed repeatedly and are left alone for a while.",
  failed: "No model gave an answer.",
  late: "No model answered in time.",
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

function countedIn(ask: Ask): Pick<Counted, "kinds" | "subjects"> {
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

async function withoutPersonalData(deps: LlmDeps, ctx: Ctx, ask: Ask, route: LadderRoute) {
  const texts = ask.messages.map(({ content }) => content);
  if (!route.minimises || ask.dataClass !== "personal") return { texts, marks: new Map() };
  const words = nameCandidates(texts);
  const people = words.length > 0 ? await deps.peopleNamed(ctx, words) : [];
  return minimise(texts, [...(ask.subjects ?? []), ...people]);
}

export async function prepareAsk(
  deps: LlmDeps & { setups: Setups },
  ctx: Ctx,
  ask: Ask,
): Promise<Prepared | Unavailable> {
  const setup = await deps.setups.of(ctx.workspaceId);
  const ownRoute = routeFor(setup, ask.purpose);
  const route = ask.modelId ? { ...ownRoute, modelIds: [ask.modelId], isOn: true } : ownRoute;
  const { rungs, reason } = ladderOf(route, setup.models, setup.providers, ask.dataClass);
  if (reason !== null) return unavailable(reason);
  const { texts, marks } = await withoutPersonalData(deps, ctx, ask, route);
  const by = ask.principal ?? { kind: ctx.principal.kind, id: ctx.principal.id };
  const maxOutputTokens = Math.min(
    ask.maxOutputTokens ?? route.maxOutputTokens,
    route.maxOutputTokens,
  );
  const schema = ask.schema ? { json: jsonSchemaOf(ask.schema), check: ask.schema } : null;
  return {
    kind: "prepared",
    askId: newId(),
    setup,
    rungs,
    messages: ask.messages.map(({ role }, at) => ({ role, content: texts[at] ?? "" })),
    texts: schema ? [...texts, JSON.stringify(schema.json)] : texts,
    marks,
    schema,
    maxOutputTokens,
    by,
    dataClass: ask.dataClass,
    counted: countedIn(ask),
    cacheKey: cacheKeyOf(ctx, ask, by, rungs, maxOutputTokens),
    deadlineAt: performance.now() + Math.min(ask.deadlineMs ?? route.deadlineMs, route.deadlineMs),
  };
}
