// The client as it is published: built, packed, installed into an empty project, and used from plain JavaScript and
// from strict TypeScript with the types of browsers, against a real server. It brings no dependency along.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildSdk } from "../../../tools/build-sdk.ts";
import { type ImportsGround, openImportsGround } from "./imports-ground.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "rapport-sdk-package-"));
const project = join(folder, "project");

let ground: ImportsGround;

beforeAll(async () => {
  ground = await openImportsGround();
  const built = join(folder, "built/");
  buildSdk(built);
  await run("npm", ["pack", "--silent", built], { cwd: folder });
  const packed = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{"name":"project","type":"module"}');
  const install = ["install", "--offline", "--no-audit", "--no-fund", join(folder, packed)];
  await run("npm", install, { cwd: project });
}, 240_000);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await ground?.close();
});

it("has no dependency, no source of this repository, and types that need none", () => {
  const installed = join(project, "node_modules/@rapport/sdk");
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  expect(manifest).toMatchObject({ name: "@rapport/sdk", sideEffects: false });
  expect(manifest.dependencies).toBeUndefined();
  expect(manifest.private).toBeUndefined();
  expect(readdirSync(join(project, "node_modules"))).not.toContain("zod");
  for (const file of readdirSync(installed).filter((name) => /\.(js|d\.ts)$/.test(name))) {
    const text = readFileSync(join(installed, file), "utf8");
    const foreign = [...text.matchAll(/from "([^."][^"]*)"/g)].map(([, name]) => name);
    expect([file, foreign]).toEqual([file, []]);
  }
});

it("works from plain JavaScript", async () => {
  const program = `
    import { createClient, NotFoundError } from "@rapport/sdk";
    const rapport = createClient({ baseUrl: process.argv[2], apiKey: process.argv[3] });
    const { data } = await rapport.records("people").create({ lastName: "Packed" });
    const found = await rapport.records("people").get(data.id);
    const missing = await rapport.records("people")
      .get("01900000-0000-7000-8000-000000000001").catch((error) => error);
    console.log(found.lastName, missing instanceof NotFoundError);
  `;
  writeFileSync(join(project, "plain.js"), program);
  const { stdout } = await run(process.execPath, ["plain.js", ground.url, ground.key], {
    cwd: project,
  });
  expect(stdout.trim()).toBe("Packed true");
});

it("compiles in strict TypeScript with the types of browsers alone, and refuses what is wrong", async () => {
  const program = `
    import { createClient, type Deal, type NewCompany, VersionConflictError } from "@rapport/sdk";
    const rapport = createClient({ baseUrl: "", timeoutMs: 5_000 });
    export async function raise(id: string): Promise<Deal> {
      const deal = await rapport.records("deals").get(id);
      const amountMinor: number = (deal.amountMinor ?? 0) + 100;
      try {
        return (await rapport.records("deals").update(id, { amountMinor }, deal)).data;
      } catch (error) {
        if (error instanceof VersionConflictError) console.log(error.currentVersion);
        throw error;
      }
    }
    interface Van { id: string; object: string; custom: Record<string, never>; createdAt: string;
      updatedAt: string; createdBy: string | null; version: number; deletedAt: string | null; name: string }
    export const vans = rapport.records<Van, { name: string }>("vans");
    export const first: Promise<Van> = vans.get("1");
    const status: Deal["status"] = "won";
    // @ts-expect-error there is no such status
    const wrong: Deal["status"] = "perhaps";
    // @ts-expect-error a company needs a name
    const nameless: NewCompany = {};
    // @ts-expect-error a person has no such field
    void rapport.records("people").create({ shoeSize: 42 });
    export const all = [status, wrong, nameless];
  `;
  writeFileSync(join(project, "strict.ts"), program);
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: "es2022",
    lib: ["es2023", "dom"],
    types: [],
    module: "nodenext",
  };
  const config = { compilerOptions, files: ["strict.ts"] };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "-p", project]).catch((error: { stdout: string }) =>
    expect.fail(error.stdout),
  );
}, 120_000);

it("is cut down to what is used", async () => {
  const program = 'export { RapportError } from "@rapport/sdk";';
  writeFileSync(join(project, "little.js"), program);
  const { rolldown } = await import("rolldown");
  const bundle = await rolldown({ input: join(project, "little.js"), logLevel: "silent" });
  const { output } = await bundle.generate({ minify: true });
  expect(output[0].code.length).toBeLessThan(2_000);
});
