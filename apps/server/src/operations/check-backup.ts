// Looks a backup through before anything is changed: whether it is whole, what its own sums say, and whether this version
// can take it. What is found here costs nothing; what is found later costs what made room for it.
import { createHash, type Hash } from "node:crypto";
import { normalize, sep } from "node:path";
import { migrationsFolder, type TableHash, unknownMigrations } from "../platform/db/index.ts";
import { AppError } from "../platform/errors.ts";
import { damaged, type Frame, parsed, readFrames } from "./archive.ts";
import { formatVersion, type Manifest } from "./backup.ts";

function requireReadable(file: string, manifest: Manifest): void {
  const { format, migrations, schemas, sequences } = manifest;
  const isNewer = format > formatVersion;
  if (!isNewer && ![migrations, schemas, sequences].every(Array.isArray))
    throw damaged(file, "it does not begin as one");
  const [unknown] = isNewer ? [] : unknownMigrations(migrationsFolder, migrations);
  if (!isNewer && unknown === undefined) return;
  const maker = isNewer ? "a newer version" : `another version (it has ${unknown})`;
  throw new AppError(
    "conflict",
    "operations.backup_from_other_version",
    `${file} was made by ${maker} of Rapport. Nothing was changed; restore it with that version.`,
  );
}

export async function readManifest(file: string): Promise<Manifest> {
  for await (const first of readFrames(file)) {
    if (first.type !== "H") break;
    const manifest = parsed<Manifest>(first.payload);
    if (manifest.app !== "rapport") break;
    requireReadable(file, manifest);
    return manifest;
  }
  throw damaged(file, "it does not begin as one");
}

function requireInside(file: string, path: string): void {
  const clean = normalize(path);
  if (clean.startsWith("..") || clean.startsWith(sep))
    throw damaged(file, `it names a file outside the data folder (${path})`);
}

/** Each table's rows hash to what stands behind them. */
function createSums(file: string): (frame: Frame) => void {
  let [name, hash]: [string, Hash] = ["", createHash("sha256")];
  return ({ type, payload }) => {
    if (type === "T") [name, hash] = [parsed<{ name: string }>(payload).name, createHash("sha256")];
    if (type === "D") hash.update(payload);
    if (type !== "E") return;
    if (hash.digest("hex") !== parsed<TableHash>(payload).sha256)
      throw damaged(file, `the rows of ${name} are not those that were written`);
  };
}

/** Reads the whole file once: a cut or altered backup is refused up front. */
export async function checkWhole(file: string): Promise<Manifest> {
  const manifest = await readManifest(file);
  const sum = createSums(file);
  let isWhole = false;
  for await (const frame of readFrames(file)) {
    sum(frame);
    if (frame.type === "F") requireInside(file, parsed<{ path: string }>(frame.payload).path);
    isWhole = frame.type === "Z";
  }
  if (!isWhole) throw damaged(file, "its end is missing");
  return manifest;
}
