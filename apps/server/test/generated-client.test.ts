// Somebody else's tools make a client from our document: openapi-typescript writes the types, tsc compiles a program
// over them in strict mode, openapi-fetch sends its requests to a real server. It fails when the document lies.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import openapiTS, { astToString } from "openapi-typescript";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ImportsGround, openImportsGround } from "./imports-ground.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
// Inside of the repository, so that the program finds openapi-fetch.
const folder = `${root}node_modules/.cache/rapport/generated-client-${process.pid}/`;

let ground: ImportsGround;

beforeAll(async () => {
  ground = await openImportsGround();
  mkdirSync(folder, { recursive: true });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await ground?.close();
});

const options = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: "es2022",
  lib: ["es2023", "dom", "dom.iterable"],
  types: ["node"],
  module: "nodenext",
  skipLibCheck: true,
  outDir: "out",
};

it("makes a client that compiles in strict mode and works", async () => {
  const answer = await fetch(`${ground.url}/api/openapi.json`);
  const document = (await answer.json()) as Parameters<typeof openapiTS>[0];
  writeFileSync(`${folder}schema.ts`, astToString(await openapiTS(document)));
  cpSync(new URL("./generated-client/program.txt", import.meta.url), `${folder}program.ts`);
  writeFileSync(`${folder}package.json`, '{"type":"module"}');
  const config = { compilerOptions: options, files: ["program.ts"] };
  writeFileSync(`${folder}tsconfig.json`, JSON.stringify(config));
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  await run(process.execPath, [tsc, "-p", folder]).catch((error: { stdout: string }) =>
    expect.fail(error.stdout),
  );
  const env = { ...process.env, RAPPORT_URL: ground.url, RAPPORT_API_KEY: ground.key };
  const { stdout } = await run(process.execPath, [`${folder}out/program.js`], { env });
  expect(stdout.trim().split("\n").at(-1)).toBe("all of it works");
}, 240_000);
