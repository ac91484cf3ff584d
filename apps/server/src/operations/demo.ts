// The demo workspace of a first start: whether to make it, and the note in the data folder that holds
// its sign-in and lets an interrupted seeding go on at the next start.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MadeSoFar, type SeedDeps, seedDemoWorld } from "../flows/seed-demo-world.ts";
import type { Config } from "../platform/config.ts";
import { newPassword } from "./passwords.ts";

export interface DemoNote {
  email: string;
  password: string;
  done: boolean;
  made: MadeSoFar | null;
}

const demoCompanies = 120;
const demoSeed = 1;

export function noteFile(dataDir: string): string {
  return join(dataDir, "demo-workspace.json");
}

export function readDemoNote(dataDir: string): DemoNote | null {
  try {
    return JSON.parse(readFileSync(noteFile(dataDir), "utf8")) as DemoNote;
  } catch {
    return null;
  }
}

function writeNote(dataDir: string, note: DemoNote): void {
  const file = noteFile(dataDir);
  writeFileSync(`${file}.part`, JSON.stringify(note, null, 2), { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

/** Makes the demo where it is due; answers its note when this call made or finished it. */
export async function makeDemo(deps: SeedDeps, config: Config): Promise<DemoNote | null> {
  if (!config.demo) return null;
  const earlier = readDemoNote(config.dataDir);
  const workspaces = await deps.access.listWorkspaces();
  const isUnfinished =
    earlier?.done === false &&
    earlier.made !== null &&
    workspaces.some(({ id }) => id === earlier.made?.workspaceId);
  if (workspaces.length > 0 && !isUnfinished) return null;
  const password = isUnfinished ? earlier.password : newPassword();
  return seed(deps, config, { password, made: isUnfinished ? earlier.made : null });
}

interface SeedStart {
  password: string;
  made: MadeSoFar | null;
  companies?: number;
}

/** Seeds a workspace, whatever else there is. */
export async function seed(deps: SeedDeps, config: Config, start: SeedStart): Promise<DemoNote> {
  const { password } = start;
  const seeded = await seedDemoWorld(deps, {
    companies: start.companies ?? demoCompanies,
    seed: demoSeed,
    password,
    made: start.made,
    keep: (made) => writeNote(config.dataDir, { email: made.email, password, done: false, made }),
  });
  const note = { email: seeded.email, password, done: true, made: null };
  writeNote(config.dataDir, note);
  return note;
}
