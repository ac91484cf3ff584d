// The catalogue of acts: every write of records, by whomever (person, API, import, automation, agent),
// is one invocation of one act. An invocation has an id; its audit entries carry it, and so undoing
// anything is undoing an act id.
// Invariants: permission is checked before the transaction and again by the rows themselves; the
// writes, their audit entries, search documents, outbox event and the answer kept for the
// Idempotency-Key commit together or not at all.
import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Clock } from "./clock.ts";
import { nowIso } from "./clock.ts";
import type { Ctx } from "./context.ts";
import type { Database, Tx } from "./db/index.ts";
import { AppError, invalid } from "./errors.ts";
import { newId } from "./ids.ts";
import { traced } from "./tracing.ts";

/** What an act can do to the world: nothing outside, or something that cannot simply be taken back. */
export type EffectClass = "internal" | "outside";
export type Risk = "low" | "medium" | "high";
/**
 * `undo`: its audit entries' images put everything back, save the fields that changed since. Each record must be
 * the undoer's to change, or only the `subject` that the act was about. `none` must say why.
 */
export type Compensation =
  | { by: "undo"; scope?: "records" | "subject" }
  | { by: "act"; act: string }
  | { by: "none"; because: string };

/** `automations`: rules, within their owner's rights, once a run and step. */
export type ActUse = "automations";

export type ChangeOp = "create" | "update" | "trash" | "restore" | "purge";

/** One record that an act changed. Images hold storage-neutral wire values. */
export interface RecordChange {
  object: string;
  id: string;
  op: ChangeOp;
  /** The fields as they were: changed ones for an update, all of them for a purge. */
  before: Record<string, unknown> | null;
  /** The fields as they are: changed ones for an update, all of them for a create. */
  after: Record<string, unknown> | null;
  /** The whole record as it is now; null when it is gone. */
  record: Record<string, unknown> | null;
}

/** One running invocation. */
export interface Act {
  readonly id: string;
  readonly name: string;
  readonly ctx: Ctx;
  /** One of the many transactions of a load: a listener may do later what the record itself can do without. */
  readonly isBulk: boolean;
  /** Start of the invocation, ISO 8601 in UTC; the one time that all of its writes carry. */
  readonly at: string;
  /** Hands changes to the listeners (audit, search, outbox), within the transaction. */
  changed(tx: Tx, changes: readonly RecordChange[]): Promise<void>;
}

export type ChangeListener = (tx: Tx, act: Act, changes: readonly RecordChange[]) => Promise<void>;

export interface ActDefinition<I, O> {
  name: string;
  title: string;
  input: z.ZodType<I>;
  /** What it takes, in words, for the catalogue; `check` enforces it. */
  permission: string;
  effect: EffectClass;
  risk: Risk;
  compensation: Compensation;
  /** Who may take it as a step without a person at hand; nobody unless told. */
  usableIn?: readonly ActUse[];
  /** Throws if this principal may not do it. Default deny is the definition's own duty. */
  check(ctx: Ctx, input: I): void;
  run(tx: Tx, act: Act, input: I): Promise<O>;
  /** Called after the commit, for what is kept in memory. */
  committed?(ctx: Ctx): void;
}

export interface Idempotency {
  key: string;
  /** Method and path; with the input it must be the same when the key comes again. */
  operation: string;
}

export interface Performed<O> {
  actId: string;
  result: O;
  /** True when an earlier invocation with the same Idempotency-Key gave this answer. */
  replayed: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: the catalogue holds acts of all inputs and outputs
type AnyAct = ActDefinition<any, any>;

export interface BeginOptions {
  /** For an act that goes on in a further transaction. */
  id?: string | undefined;
  isBulk?: boolean;
}

export interface Acts {
  register(...definitions: AnyAct[]): void;
  list(): readonly AnyAct[];
  perform<O>(
    ctx: Ctx,
    name: string,
    input: unknown,
    idempotency?: Idempotency,
  ): Promise<Performed<O>>;
  /**
   * Performs an act inside a transaction that is already open, so that its effects and whatever else the
   * transaction writes commit together. For acts that keep nothing in memory (no `committed`).
   */
  within<O>(tx: Tx, ctx: Ctx, name: string, input: unknown): Promise<{ actId: string; result: O }>;
  /** Runs an act's body inside a transaction that is already open (imports, seeding, other acts). */
  begin(ctx: Ctx, name: string, options?: BeginOptions): Act;
}

export function defineAct<I, O>(definition: ActDefinition<I, O>): ActDefinition<I, O> {
  return definition;
}

interface ActsDeps {
  db: Database;
  clock: Clock;
  listeners: readonly ChangeListener[];
}

interface StoredAnswer {
  actId: string;
  result: unknown;
}

export function createActs({ db, clock, listeners }: ActsDeps): Acts {
  const catalogue = new Map<string, AnyAct>();

  const begin = (ctx: Ctx, name: string, options: BeginOptions = {}): Act => {
    const act: Act = {
      id: options.id ?? newId(),
      name,
      ctx,
      isBulk: options.isBulk === true,
      at: nowIso(clock),
      changed: async (tx, changes) => {
        if (changes.length === 0) return;
        for (const listener of listeners) await listener(tx, act, changes);
      },
    };
    return act;
  };

  function find(name: string): AnyAct {
    const definition = catalogue.get(name);
    if (definition) return definition;
    throw new AppError("internal", "platform.unknown_act", `There is no act ${name}.`);
  }

  async function within<O>(tx: Tx, ctx: Ctx, name: string, input: unknown) {
    const definition = find(name);
    const { success, data: parsed } = definition.input.safeParse(input);
    if (!success) {
      throw invalid("platform.bad_act_input", `What it was given is nothing that ${name} takes.`);
    }
    definition.check(ctx, parsed);
    const act = begin(ctx, name);
    return { actId: act.id, result: (await definition.run(tx, act, parsed)) as O };
  }

  async function perform<O>(ctx: Ctx, name: string, input: unknown, idempotency?: Idempotency) {
    const definition = find(name);
    const parsed: unknown = definition.input.parse(input);
    definition.check(ctx, parsed);
    const act = begin(ctx, name);
    const hash = idempotency ? hashOf(idempotency.operation, parsed) : "";
    const performed = await db.tenant(ctx, async (tx): Promise<Performed<O>> => {
      const kept = idempotency ? await claim(tx, ctx, idempotency.key, hash) : null;
      if (kept) return { actId: kept.actId, result: kept.result as O, replayed: true };
      const result = (await definition.run(tx, act, parsed)) as O;
      if (idempotency) keep(tx, ctx, idempotency.key, { actId: act.id, result });
      return { actId: act.id, result, replayed: false };
    });
    definition.committed?.(ctx);
    return performed;
  }

  return {
    register: (...definitions) => {
      for (const definition of definitions) catalogue.set(definition.name, definition);
    },
    list: () => [...catalogue.values()],
    perform: (ctx, name, input, idempotency) =>
      traced(`act ${name}`, "internal", { "rapport.act": name }, () =>
        perform(ctx, name, input, idempotency),
      ),
    within,
    begin,
  };
}

function hashOf(operation: string, input: unknown): string {
  return createHash("sha256").update(operation).update("\n").update(textOf(input)).digest("hex");
}

function textOf(input: unknown): string {
  try {
    return JSON.stringify(input) ?? "";
  } catch (error) {
    throw new AppError(
      "invalid",
      "platform.too_nested",
      "The body is nested too deeply.",
      {},
      error,
    );
  }
}

/** Takes the key, or answers what its first use answered. A twin that still runs is waited for. */
async function claim(tx: Tx, ctx: Ctx, key: string, hash: string): Promise<StoredAnswer | null> {
  const scope = [ctx.workspaceId, ctx.principal.id, key];
  const taken = await tx.query(
    `INSERT INTO platform.idempotency (workspace_id, principal_id, key, request_hash)
     VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING key`,
    [...scope, hash],
  );
  if (taken.length > 0) return null;
  const rows = await tx.query<{ request_hash: string; response: StoredAnswer | null }>(
    "SELECT request_hash, response FROM platform.idempotency WHERE workspace_id = $1 AND principal_id = $2 AND key = $3",
    scope,
  );
  const first = rows[0];
  if (first?.request_hash !== hash) {
    throw new AppError(
      "invalid",
      "platform.idempotency_key_reused",
      "This Idempotency-Key was used for another request. Use a new key for each new request.",
    );
  }
  return first.response;
}

function keep(tx: Tx, ctx: Ctx, key: string, answer: StoredAnswer): void {
  tx.send(
    "UPDATE platform.idempotency SET response = $4 WHERE workspace_id = $1 AND principal_id = $2 AND key = $3",
    [ctx.workspaceId, ctx.principal.id, key, JSON.stringify(answer)],
  );
}
