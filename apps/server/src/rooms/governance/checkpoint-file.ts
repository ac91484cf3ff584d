// The part of the proof that lies outside the database: one file a workspace, one signed JSON line a
// checkpoint. A line states how far the chain had come and its hash, and carries a trail (id and the
// first bytes of the hash of each entry since the line before), so that after a rewrite of the whole
// database the first entry that was touched can still be named.
// Lines stand on their own: two processes may append to one file, and a torn line costs only itself.
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { SigningKey } from "../../platform/crypto.ts";
import { idBytes, leafBytes, type Seal } from "./chain.ts";

export interface Checkpoint {
  workspaceId: string;
  sealNo: number;
  /** Entries sealed up to and with this seal. */
  entries: number;
  /** Hex. */
  chain: string;
  floorNo: number;
  at: string;
  keyId: string;
}

/** Where a checkpoint lies in its file, and whether it is what was signed. */
export interface IndexedCheckpoint extends Checkpoint {
  trailCount: number;
  offset: number;
  length: number;
  isGenuine: boolean;
}

export const trailRecordBytes = idBytes + 8;
const lineFeed = 0x0a;
const tailBytes = 2_000_000;

export interface CheckpointPlace {
  dataDir: string;
  checkpointDir: string;
}

export function checkpointFolder(place: CheckpointPlace): string {
  return place.checkpointDir || join(place.dataDir, "audit-checkpoints");
}

export function checkpointPath(place: CheckpointPlace, workspaceId: string): string {
  return join(checkpointFolder(place), `${workspaceId}.jsonl`);
}

export function trailOf(seal: Pick<Seal, "entryCount" | "entryIds" | "leaves">): Buffer {
  const trail = Buffer.alloc(seal.entryCount * trailRecordBytes);
  for (let index = 0; index < seal.entryCount; index += 1) {
    const to = index * trailRecordBytes;
    seal.entryIds.copy(trail, to, index * idBytes, (index + 1) * idBytes);
    seal.leaves.copy(trail, to + idBytes, index * leafBytes, index * leafBytes + 8);
  }
  return trail;
}

function signedText(checkpoint: Checkpoint, trail: Buffer): string {
  const { workspaceId, sealNo, entries, chain, floorNo, at, keyId } = checkpoint;
  const trailHash = createHash("sha256").update(trail).digest("hex");
  return JSON.stringify([
    "rapport-audit",
    1,
    workspaceId,
    sealNo,
    entries,
    chain,
    floorNo,
    at,
    keyId,
    trailHash,
  ]);
}

export function checkpointLine(checkpoint: Checkpoint, trail: Buffer, key: SigningKey): string {
  const signature = key.sign(signedText(checkpoint, trail));
  return `${JSON.stringify({ v: 1, ...checkpoint, trail: trail.toString("base64"), signature })}\n`;
}

interface ParsedLine {
  checkpoint: Checkpoint;
  trail: Buffer;
  signature: string;
}

/** Null for what is no checkpoint at all, such as a line torn by a kill. */
export function parseLine(text: string): ParsedLine | null {
  try {
    const { v, trail, signature, ...checkpoint } = JSON.parse(text) as Record<string, unknown>;
    if (v !== 1 || typeof trail !== "string" || typeof signature !== "string") return null;
    return {
      checkpoint: checkpoint as unknown as Checkpoint,
      trail: Buffer.from(trail, "base64"),
      signature,
    };
  } catch {
    return null;
  }
}

/** Durable when it returns. */
export async function appendCheckpoints(path: string, lines: readonly string[]): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
  const file = await open(path, "a+", 0o600);
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    const isTorn = size > 0 && last[0] !== lineFeed;
    for (const [index, line] of lines.entries())
      await file.appendFile(index === 0 && isTorn ? `\n${line}` : line);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The newest readable checkpoint; null when there is none. */
export async function readLastCheckpoint(path: string): Promise<Checkpoint | null> {
  const file = await open(path, "r").catch(nullIfMissing);
  if (!file) return null;
  try {
    const { size } = await file.stat();
    const length = Math.min(size, tailBytes);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const lines = buffer.toString("utf8").split("\n");
    const found = lines
      .map((line) => parseLine(line)?.checkpoint)
      .filter((checkpoint) => checkpoint !== undefined);
    return found.reduce<Checkpoint | null>(
      (newest, one) => (newest && newest.sealNo > one.sealNo ? newest : one),
      null,
    );
  } finally {
    await file.close();
  }
}

export interface CheckpointIndex {
  /** By seal number, ascending. */
  checkpoints: IndexedCheckpoint[];
  /** Lines that are no checkpoint, such as one torn by a kill while it was written. */
  unreadableLines: number;
}

/** Reads all lines once, checking each signature; trails are not kept. */
export async function indexCheckpoints(
  path: string,
  workspaceId: string,
  key: SigningKey,
): Promise<CheckpointIndex> {
  const index: CheckpointIndex = { checkpoints: [], unreadableLines: 0 };
  for await (const { text, offset, length } of linesOf(path)) {
    const parsed = parseLine(text);
    if (parsed) index.checkpoints.push({ ...judge(parsed, workspaceId, key), offset, length });
    else index.unreadableLines += 1;
  }
  index.checkpoints.sort((a, b) => a.sealNo - b.sealNo || a.entries - b.entries);
  return index;
}

function judge(line: ParsedLine, workspaceId: string, key: SigningKey) {
  const { checkpoint, trail, signature } = line;
  const isGenuine =
    checkpoint.workspaceId === workspaceId && key.verify(signedText(checkpoint, trail), signature);
  return { ...checkpoint, trailCount: trail.length / trailRecordBytes, isGenuine };
}

/** The trail of one indexed checkpoint. */
export async function readTrail(path: string, checkpoint: IndexedCheckpoint): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer } = await file.read(
      Buffer.alloc(checkpoint.length),
      0,
      checkpoint.length,
      checkpoint.offset,
    );
    return parseLine(buffer.toString("utf8"))?.trail ?? Buffer.alloc(0);
  } finally {
    await file.close();
  }
}

export async function* linesOf(
  path: string,
): AsyncGenerator<{ text: string; offset: number; length: number }> {
  const handle = await open(path, "r").catch(nullIfMissing);
  if (!handle) return;
  await handle.close();
  let rest: Buffer[] = [];
  let offset = 0;
  for await (const chunk of createReadStream(path, {
    highWaterMark: 1 << 18,
  }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, from)) {
      const line = Buffer.concat([...rest, chunk.subarray(from, at)]);
      rest = [];
      from = at + 1;
      if (line.length > 0) yield { text: line.toString("utf8"), offset, length: line.length };
      offset += line.length + 1;
    }
    rest.push(chunk.subarray(from));
  }
  const torn = Buffer.concat(rest);
  if (torn.length > 0) yield { text: torn.toString("utf8"), offset, length: torn.length };
}

/** Workspaces that have a checkpoint file, whether or not the database still knows them. */
export async function checkpointedWorkspaces(place: CheckpointPlace): Promise<string[]> {
  return checkpointFiles(place).map((name) => name.slice(0, -".jsonl".length));
}

/** Something was signed here. */
export const hasCheckpoints = (place: CheckpointPlace): boolean =>
  checkpointFiles(place).some((name) => statSync(join(checkpointFolder(place), name)).size > 0);

function checkpointFiles(place: CheckpointPlace): string[] {
  const folder = checkpointFolder(place);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => /^[0-9a-f-]{36}\.jsonl$/.test(name));
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
