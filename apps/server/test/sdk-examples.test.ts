// The client's examples, as they are in packages/sdk/examples, run as programs against a real server.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImportsGround, openImportsGround } from "./imports-ground.ts";

const run = promisify(execFile);
const examples = fileURLToPath(new URL("../../../packages/sdk/examples/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "rapport-examples-"));
const slowMs = 120_000;

let ground: ImportsGround;

beforeAll(async () => {
  ground = await openImportsGround();
}, slowMs);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await ground?.close();
});

/** What the example printed. */
async function example(name: string, words: string[] = [], key = ground.key): Promise<string> {
  const env = { ...process.env, RAPPORT_URL: ground.url, RAPPORT_API_KEY: key };
  const { stdout } = await run(process.execPath, [`${examples}${name}`, ...words], {
    env,
    cwd: folder,
  });
  return stdout;
}

const lastLine = (text: string) => text.trim().split("\n").at(-1);

describe("the client's examples", () => {
  it(
    "sync a CRM by upsert, do nothing twice, and change what is there the next day",
    async () => {
      const first = await example("sync-crm.ts", ["monday"]);
      expect(first).toContain("2501 done in 3 calls");
      expect(first).toMatch(/row 2500: .*e-mail/i);
      expect(lastLine(first)).toBe("2500 created, 0 changed, 1 refused");
      expect(lastLine(await example("sync-crm.ts", ["monday"]))).toBe(lastLine(first));
      const next = await example("sync-crm.ts", ["tuesday"]);
      expect(lastLine(next)).toBe("0 created, 2500 changed, 1 refused");
    },
    slowMs,
  );

  it(
    "export a city as CSV, and import it again with a way back",
    async () => {
      const out = await example("export-csv.ts", ["people.csv", "Porto"]);
      expect(lastLine(out)).toBe("2500 people with an address, in people.csv");
      const lines = readFileSync(join(folder, "people.csv"), "utf8").trim().split("\n");
      expect(lines).toHaveLength(2501);
      const imported = await example("import-file.ts", ["people.csv"]);
      expect(imported).toContain("would create 0 and change 0; 0 rows are bad");
      expect(imported).toContain("done: 0 created, 0 changed");
      expect(lastLine(imported)).toMatch(/^undone: \d+ taken back$/);
    },
    slowMs,
  );

  it("handle a conflict", async () => {
    const out = await example("conflicts.ts");
    expect(out).toContain("it changed meanwhile: version 1 is 2, in Rome");
    expect(lastLine(out)).toBe("11 employees");
  });

  it(
    "wait where the limit is reached",
    async () => {
      const made = await ground.call("POST", "/api-keys", { name: "Slow", rateLimitPerMinute: 15 });
      const out = await example("rate-limits.ts", ["20"], made.body.secret);
      expect(out).toContain("14 of 15 left");
      expect(out).toMatch(/429: again in \d+ ms/);
      expect(lastLine(out)).toBe("20 requests answered");
    },
    slowMs,
  );

  it("receive a webhook once, and refuse what is not genuine", async () => {
    const key = Buffer.from("a secret of twenty-four b");
    const env = { ...process.env, PORT: "0", WEBHOOK_SECRET: `whsec_${key.toString("base64")}` };
    const receiver = spawn(process.execPath, [`${examples}receive-webhook.ts`], { env });
    try {
      const heard = listen(receiver);
      const port = /listening on (\d+)/.exec(await heard(/listening on \d+/))?.[1];
      const body = JSON.stringify({ type: "people.updated", timestamp: "", data: { id: "p1" } });
      const sentAt = String(Math.floor(Date.now() / 1000));
      const signature = createHmac("sha256", key).update(`m1.${sentAt}.${body}`).digest("base64");
      const send = (text: string) =>
        fetch(`http://127.0.0.1:${port}/`, {
          method: "POST",
          body: text,
          headers: {
            "webhook-id": "m1",
            "webhook-timestamp": sentAt,
            "webhook-signature": `v1,${signature}`,
          },
        });
      expect((await send(`${body} `)).status).toBe(401);
      expect((await send(body)).status).toBe(204);
      expect((await send(body)).status).toBe(204);
      expect(await heard(/people\.updated/)).toMatch(/^listening on \d+\npeople\.updated p1\n$/);
    } finally {
      receiver.kill();
    }
  });
});

/** Everything that was printed, as soon as it matches. */
function listen(child: ChildProcess): (wanted: RegExp) => Promise<string> {
  let text = "";
  child.stdout?.on("data", (part) => {
    text += String(part);
  });
  return async (wanted) => {
    for (let tries = 0; tries < 400 && !wanted.test(text); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return text;
  };
}
