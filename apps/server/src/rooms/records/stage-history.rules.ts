// The way of a deal through its stages, as changes tell it. Pure.
// Entries carry the version of the deal that entered: an undo brings a version back, and with it the way as it
// was, so that a move by mistake leaves no stay of three seconds behind.
import type { ChangeOp, RecordChange } from "../../platform/acts.ts";

/** A deal that is in a stage from some version on. */
export interface Entered {
  dealId: string;
  version: number;
  stageId: string | null;
  at: string;
  isSeen: boolean;
}

export interface StageEntry {
  version: number;
  stageId: string;
  enteredAt: string;
  leftAt: string | null;
  isSeen: boolean;
}

/** What changes of deals do to their ways. */
export interface Moves {
  made: Entered[];
  on: Entered[];
  back: Pick<Entered, "dealId" | "version">[];
}

type Image = Record<string, unknown>;

const text = (value: unknown) => (typeof value === "string" ? value : null);

/** Who brings a deal that is older than this was not there when it entered its stage. */
const newWithinMs = 60_000;

/** When a deal that has just been made entered its stage; what closed elsewhere says when it did. */
function firstEntry(dealId: string, image: Image, at: string): Entered {
  const createdAt = text(image.createdAt) ?? at;
  const closedAt = text(image.closedAt);
  return {
    dealId,
    version: Number(image.version),
    stageId: text(image.stageId),
    at: closedAt ?? createdAt,
    isSeen: Date.parse(createdAt) >= Date.parse(at) - newWithinMs,
  };
}

/** Where an update puts a deal: further on, or, when its version goes back, to where it was. */
function noteUpdate(moves: Moves, { id, before, after }: RecordChange, at: string): void {
  if (after === null || !("stageId" in after)) return;
  const version = Number(after.version);
  if (version <= Number(before?.version)) {
    moves.back.push({ dealId: id, version });
    return;
  }
  const since = text(after.updatedAt) ?? at;
  moves.on.push({ dealId: id, version, stageId: text(after.stageId), at: since, isSeen: true });
}

/** Purges leave the way where it is: only an undo purges, and undoing that brings the deal back. */
export function movesOf(changes: readonly RecordChange[], at: string): Moves {
  const moves: Moves = { made: [], on: [], back: [] };
  for (const change of changes) {
    if (change.object !== "deals" || change.after === null) continue;
    if (change.op === "create") moves.made.push(firstEntry(change.id, change.after, at));
    else noteUpdate(moves, change, at);
  }
  return moves;
}

export interface LoggedChange {
  op: ChangeOp;
  at: string;
  before: Image | null;
  after: Image | null;
}

const later = (a: string, b: string) => (Date.parse(a) >= Date.parse(b) ? a : b);

function enter(way: StageEntry[], entered: Entered): void {
  const last = way.at(-1);
  if (last) last.leftAt ??= later(entered.at, last.enteredAt);
  if (entered.stageId === null) return;
  const enteredAt = last?.leftAt ? later(entered.at, last.leftAt) : entered.at;
  const { version, stageId, isSeen } = entered;
  way.push({ version, stageId, enteredAt, leftAt: null, isSeen });
}

function goBack(way: readonly StageEntry[], version: number): StageEntry[] {
  const kept = way.filter((entry) => entry.version <= version);
  const last = kept.at(-1);
  if (last) last.leftAt = null;
  return kept;
}

/** The way that the log of one deal tells, oldest change first: what the listener would have written. */
export function wayOf(dealId: string, log: readonly LoggedChange[]): StageEntry[] {
  let way: StageEntry[] = [];
  for (const { op, at, before, after } of log) {
    const change = { object: "deals", id: dealId, op, before, after, record: null };
    const { made, on, back } = movesOf([change], at);
    const first = way.length === 0 ? made : [];
    for (const entered of [...first, ...on]) enter(way, entered);
    for (const { version } of back) way = goBack(way, version);
  }
  return way;
}

/** The least that is known of a deal: where it is. */
export function unseenWay(deal: {
  version: number;
  stageId: string | null;
  createdAt: string;
  closedAt: string | null;
}): StageEntry[] {
  const { version, stageId, createdAt, closedAt } = deal;
  if (stageId === null) return [];
  return [{ version, stageId, enteredAt: closedAt ?? createdAt, leftAt: null, isSeen: false }];
}
