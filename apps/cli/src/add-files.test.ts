// `rapport knowledge add` on a folder in which some files cannot be taken.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findCommand } from "./commands.ts";

let folder: string;
let server: Server;
let sent: string[] = [];
let status = 422;

/** Answers as the server does: takes files whose name has no "bad" in it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-add-"));
  for (const name of ["a.md", "bad.md", "bad.pdf", "z.md"]) {
    await writeFile(join(folder, name), `# ${name}`);
  }
  server = createServer((request, response) => {
    const path = new URL(request.url ?? "", "http://localhost").searchParams.get("path") ?? "";
    sent.push(path);
    request.resume();
    const isBad = path.includes("bad");
    const detail = `This file could not be read: ${path.endsWith("pdf") ? "broken." : "empty."}`;
    const problem = { status, code: "knowledge.unreadable_file", title: "Invalid", detail };
    const taken = { created: 1, updated: 0, unchanged: 0, pageIds: [] };
    const type = isBad ? "application/problem+json" : "application/json";
    response.writeHead(isBad ? status : 200, { "content-type": type });
    response.end(JSON.stringify(isBad ? problem : taken));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
});
afterAll(async () => {
  await new Promise((closed) => server.close(closed));
  await rm(folder, { recursive: true, force: true });
});

const add = async () => {
  sent = [];
  const { port } = server.address() as AddressInfo;
  const options = { url: `http://127.0.0.1:${port}`, key: "rk_test" };
  const command = findCommand(["knowledge", "add"])?.command;
  return command?.run({ options, positionals: [folder] });
};

it("takes the others, names each that was not taken with the reason, and fails at the end", async () => {
  const outcome = await add();
  expect(sent).toEqual(["a.md", "bad.md", "bad.pdf", "z.md"]);
  expect(outcome?.exitCode).toBe(1);
  expect(outcome?.error).toBeUndefined();
  expect(outcome?.text).toBe(
    [
      "2 pages made, 0 changed, 0 as they were.",
      "2 files were not taken:",
      "  bad.md: This file could not be read: empty.",
      "  bad.pdf: This file could not be read: broken.",
    ].join("\n"),
  );
  const failed = ["bad.md", "bad.pdf"].map((file) =>
    expect.objectContaining({ file, code: "knowledge.unreadable_file" }),
  );
  expect(outcome?.result).toEqual({ created: 2, updated: 0, unchanged: 0, failed });
});

it("says so where a folder holds nothing that it takes", async () => {
  const empty = await mkdtemp(join(tmpdir(), "rapport-add-none-"));
  await writeFile(join(empty, "program.exe"), "MZ");
  const command = findCommand(["knowledge", "add"])?.command;
  const run = async () => command?.run({ options: { key: "rk_test" }, positionals: [empty] });
  await expect(run()).rejects.toThrow("There is no .md, .txt, .html, .pdf or .csv file");
  await rm(empty, { recursive: true });
});

it("stops at what would be wrong with each of them", async () => {
  status = 403;
  const outcome = await add();
  expect(sent).toEqual(["a.md", "bad.md"]);
  expect(outcome).toMatchObject({ exitCode: 1, error: { code: "knowledge.unreadable_file" } });
});
