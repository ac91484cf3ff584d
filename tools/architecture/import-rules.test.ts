import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkImports } from "./check-imports.ts";
import { importRules } from "./import-rules.ts";
import { readRooms } from "./rooms.ts";

const repository = new URL("../..", import.meta.url).pathname;
const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

const PACKAGES = [
  "pg @types/pg @dbos-inc/dbos-sdk @aws-sdk/client-s3 undici better-auth openai tesseract.js pdfkit",
  "nodemailer @nats-io/jetstream zod react",
]
  .join(" ")
  .split(" ");

/** What every tree holds: empty files to import from. */
const GROUND = [
  "apps/server/src/app.ts",
  "apps/server/src/main.ts",
  "apps/server/src/flows/answer-message.ts",
  "apps/server/src/platform/errors.ts",
  "apps/server/src/platform/db/index.ts",
  "apps/server/src/rooms/access/index.ts",
  "apps/server/src/rooms/access/sign-in.ts",
  "apps/server/src/rooms/access/members.store.ts",
  "apps/server/src/rooms/records/index.ts",
  "apps/server/src/rooms/records/people.store.ts",
  "apps/server/src/rooms/search/index.ts",
  "apps/web/src/main.tsx",
  "apps/cli/src/main.ts",
  "packages/contracts/src/index.ts",
  "packages/sdk/src/index.ts",
  "packages/world/src/index.ts",
  "packages/learn/src/index.ts",
  "packages/stats/src/index.ts",
];

function plant(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "rapport-imports-"));
  made.push(root);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write("tools/rooms.json", readFileSync(`${repository}/tools/rooms.json`, "utf8"));
  for (const name of PACKAGES) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" }));
    write(`node_modules/${name}/index.js`, "export const it = 1;");
  }
  for (const path of GROUND) write(path, "export const it = 1;\nexport type It = 1;\n");
  for (const [path, text] of Object.entries(files)) write(path, text);
  return root;
}

const server = "apps/server/src";
const rooms = `${server}/rooms`;

/** [rule, importing file, import] – each must be found, and nothing else in that file. */
const BROKEN: readonly [rule: string, file: string, text: string][] = [
  ["import-resolves", `${server}/platform/a.ts`, 'import "./missing.ts";'],
  ["platform-imports-no-room", `${server}/platform/b.ts`, 'import "../app.ts";'],
  ["only-app-and-flows-see-rooms", `${server}/other.ts`, 'import "./rooms/access/index.ts";'],
  [
    "rooms-are-entered-by-their-door",
    `${server}/flows/c.ts`,
    'import "../rooms/access/sign-in.ts";',
  ],
  ["rooms-do-not-know-the-wiring", `${server}/flows/d.ts`, 'import "../main.ts";'],
  ["rooms-do-not-know-flows", `${rooms}/records/e.ts`, 'import "../../flows/answer-message.ts";'],
  ["room-access-meets-only-its-neighbours", `${rooms}/access/f.ts`, 'import "../search/index.ts";'],
  [
    "room-records-meets-only-its-neighbours",
    `${rooms}/records/g.ts`,
    'import "../access/sign-in.ts";',
  ],
  [
    "room-records-meets-only-its-neighbours",
    `${rooms}/records/type-only.ts`,
    'import type { It } from "../search/index.ts"; export type A = It;',
  ],
  ["routes-never-import-stores", `${rooms}/records/routes.ts`, 'import "./people.store.ts";'],
  ["routes-never-import-stores", `${rooms}/records/bulk.routes.ts`, 'import "./people.store.ts";'],
  [
    "doors-never-hand-out-stores",
    `${rooms}/imports/index.ts`,
    'export { it } from "./imports.store.ts";',
  ],
  ["rules-import-no-io", `${rooms}/records/a.rules.ts`, 'import "node:fs";'],
  ["rules-import-no-io", `${rooms}/records/b.rules.ts`, 'import "zod";'],
  ["rules-import-no-io", `${rooms}/records/c.rules.ts`, 'import "../../platform/db/index.ts";'],
  ["rules-import-no-io", `${rooms}/records/d.rules.ts`, 'import "./people.store.ts";'],
  ["rules-import-no-io", `${rooms}/records/e.rules.ts`, 'import "../access/index.ts";'],
  ["package-contracts-stays-closed", "packages/contracts/src/a.ts", 'import "node:fs";'],
  ["package-sdk-stays-closed", "packages/sdk/src/a.ts", 'import "zod";'],
  [
    "package-learn-stays-closed",
    "packages/learn/src/a.ts",
    'import "../../contracts/src/index.ts";',
  ],
  ["package-retrieval-stays-closed", "packages/retrieval/src/a.ts", 'import "zod";'],
  ["package-stats-stays-closed", "packages/stats/src/a.ts", 'import "node:os";'],
  ["package-world-stays-closed", "packages/world/src/a.ts", 'import "node:crypto";'],
  [
    "clients-reach-the-server-through-sdk",
    "apps/web/src/a.ts",
    'import "../../server/src/platform/errors.ts";',
  ],
  ["clients-reach-the-server-through-sdk", "apps/cli/src/a.ts", 'import "../../web/src/main.tsx";'],
  ["server-does-not-know-its-clients", `${server}/h.ts`, 'import "../../web/src/main.tsx";'],
  [
    "architecture-checks-stand-alone",
    "tools/architecture/a.ts",
    'import "../../packages/world/src/index.ts";',
  ],
  ["database-driver-only-in-platform-db", `${server}/platform/pool.ts`, 'import "pg";'],
  [
    "durable-engine-only-in-platform-durable",
    `${rooms}/imports/a.ts`,
    'import "@dbos-inc/dbos-sdk";',
  ],
  ["object-store-only-in-platform-blobs", `${rooms}/imports/b.ts`, 'import "@aws-sdk/client-s3";'],
  ["outside-calls-only-in-platform", `${rooms}/imports/c.ts`, 'import "undici";'],
  ["identity-library-only-in-access", `${rooms}/imports/d.ts`, 'import "better-auth";'],
  ["model-providers-only-in-llm-and-media", `${rooms}/imports/e.ts`, 'import "openai";'],
  ["speech-and-sight-only-in-media", `${rooms}/imports/f.ts`, 'import "tesseract.js";'],
  ["mail-only-in-mailboxes", `${rooms}/imports/g.ts`, 'import "nodemailer";'],
  ["pdf-only-in-quotes", `${rooms}/imports/i.ts`, 'import "pdfkit";'],
  ["brokers-only-in-streams", `${rooms}/imports/h.ts`, 'import "@nats-io/jetstream";'],
];

test("each rule fires on the import that it forbids, and on nothing else", async () => {
  const root = plant({
    ...Object.fromEntries(BROKEN.map(([, file, text]) => [file, `${text}\nexport const a = 1;\n`])),
    "apps/server/src/rooms/imports/imports.store.ts": "export const it = 1;\n",
  });
  const found = (await checkImports(root)).map(({ rule, file }) => `${rule} ${file}`);
  expect(found.sort()).toEqual(BROKEN.map(([rule, file]) => `${rule} ${file}`).sort());
});

test("a circle is found, also when it is closed by a type", async () => {
  const root = plant({
    "packages/sdk/src/a.ts":
      'import { b } from "./b.ts";\nexport type A = 1;\nexport const a = b;\n',
    "packages/sdk/src/b.ts": 'import type { A } from "./a.ts";\nexport const b: A = 1;\n',
  });
  const rules = (await checkImports(root)).map(({ rule }) => rule);
  expect(new Set(rules)).toEqual(new Set(["no-cycles"]));
});

test("what the design allows passes", async () => {
  const root = plant({
    "apps/server/src/app.ts":
      'import "./rooms/access/index.ts";\nimport "./rooms/search/index.ts";\n',
    "apps/server/src/flows/a.ts": 'import "../rooms/records/index.ts";\n',
    "apps/server/src/rooms/search/a.ts":
      'import "../records/index.ts";\nimport "../access/index.ts";\n',
    "apps/server/src/rooms/search/b.ts": 'import "../../platform/db/index.ts";\nimport "zod";\n',
    "apps/server/src/rooms/search/rank.rules.ts":
      'import "./words.rules.ts";\nimport "../../platform/errors.ts";\nimport type { It } from "./a.ts";\nexport type A = It;\n',
    "apps/server/src/rooms/search/words.rules.ts": 'import "node:buffer";\n',
    "apps/server/src/rooms/search/a.test.ts": 'import "pg";\nimport "../../../test/harness.ts";\n',
    "apps/server/test/harness.ts": 'import "../src/app.ts";\n',
    "apps/server/src/platform/db/pool.ts":
      'import "pg";\nimport type { It } from "pg";\nexport type A = It;\n',
    "apps/web/src/main.tsx": 'import "react";\nimport "../../../packages/sdk/src/index.ts";\n',
    "packages/contracts/src/index.ts": 'import "zod";\n',
    "packages/sdk/src/index.ts": 'import "../../contracts/src/index.ts";\n',
  });
  expect(await checkImports(root)).toEqual([]);
});

test("a cruise that sees nothing is an error, not a pass", async () => {
  const root = mkdtempSync(join(tmpdir(), "rapport-imports-"));
  made.push(root);
  mkdirSync(join(root, "tools"));
  writeFileSync(join(root, "tools/rooms.json"), "{}");
  writeFileSync(join(root, "tools/alone.ts"), "export const a = 1;\n");
  await expect(checkImports(root)).rejects.toThrow("found no import at all");
});

test("every rule is an error and has a reason; none is forgotten by these tests", () => {
  const rules = importRules(readRooms(repository));
  for (const rule of rules) {
    expect(rule.severity).toBe("error");
    expect(rule.comment).toBeTruthy();
  }
  const tested = new Set(["no-cycles", ...BROKEN.map(([rule]) => rule)]);
  const isRoomWall = /^room-.*-meets-only-its-neighbours$/;
  const untested = rules.map(({ name }) => name ?? "").filter((name) => !tested.has(name));
  expect(untested.filter((name) => !isRoomWall.test(name))).toEqual([]);
});
