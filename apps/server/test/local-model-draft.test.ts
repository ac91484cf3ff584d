// A real small model behind the copilot: what it says streams, is held against the sources, and is metered as its own
// server counts. Such a model says a lot that no source carries: that must not be seen by anybody.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CopilotGround,
  type Desk,
  endOf,
  furnish,
  openCopilotGround,
} from "./copilot-ground.ts";
import { type LocalModel, localModelOrReason, startLocalModel } from "./local-model.ts";
import type { ModelServer } from "./model-server.ts";

const found = localModelOrReason();
const why = "reason" in found ? found.reason : null;
if (why) process.stdout.write(`A local model: skipped, ${why}\n`);

let model: LocalModel;
let recorder: Server;
let ground: CopilotGround;
let desk: Desk;
/** What the model's server was asked, as it came. */
const asked: { stream?: boolean; messages: unknown[] }[] = [];

/** Before the model's server; hands on everything as it is. */
async function startRecorder(target: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    if (body.length > 0) asked.push(JSON.parse(body.toString("utf8")));
    const answer = await fetch(`${target}${(request.url ?? "").replace(/^\/v1/, "")}`, {
      method: request.method ?? "GET",
      headers: { "content-type": "application/json" },
      ...(body.length > 0 ? { body } : {}),
    });
    const type = answer.headers.get("content-type") ?? "application/json";
    response.writeHead(answer.status, { "content-type": type });
    if (answer.body) Readable.fromWeb(answer.body).pipe(response);
    else response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** What the server says of the same question, asked whole. */
async function counted(
  body: object,
): Promise<{ prompt_tokens: number; completion_tokens: number }> {
  const answer = await fetch(`${model.baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, stream: false, stream_options: undefined }),
  });
  return ((await answer.json()) as { usage: Awaited<ReturnType<typeof counted>> }).usage;
}

describe.skipIf(why !== null)("a real model behind the copilot", () => {
  beforeAll(async () => {
    if ("reason" in found) return;
    model = await startLocalModel(found);
    recorder = await startRecorder(model.baseUrl);
    const host = `127.0.0.1:${(recorder.address() as AddressInfo).port}`;
    ground = await openCopilotGround([host]);
    desk = await ground.desk();
    await furnish(desk);
    const server = { baseUrl: `http://${host}/v1` } as ModelServer;
    await desk.workspace.connect(server, { model: "smol", price: { input: 2, output: 7 } });
    const { body: routes } = await desk.admin.call("GET", "/ai/purposes");
    const route = routes.data.find(({ purpose }: { purpose: string }) => purpose === "draft");
    const { isOn, modelIds, pick, regions, minimises } = route;
    const patient = { maxOutputTokens: 120, deadlineMs: 60_000 };
    await desk.admin.call("PUT", "/ai/purposes/draft", {
      ...{ isOn, modelIds, pick, regions, minimises },
      ...patient,
    });
  }, 180_000);
  afterAll(async () => {
    await ground?.close();
    recorder?.close();
    await model?.close();
  });

  it.each([
    ["For how many days does a parcel to Austria travel?", "3 days"],
    ["When is the office in Hamburg open?", "from 9 to 17"],
  ])(
    "drafts what sources carry, cited, metered and priced: %s",
    async (question, telling) => {
      asked.length = 0;
      const id = await desk.writes(question);
      const events = await desk.admin.draft(id);
      const draft = endOf(events);
      expect(draft).toMatchObject({ kind: "drafted", rung: "smol", model: { state: "worded" } });
      expect(events.filter(({ kind }) => kind === "text").length).toBeGreaterThan(0);
      expect(draft.text).toContain(telling);
      expect(draft.citations[0]?.text).toContain(telling);
      // A model so small says much besides; not a sentence is shown that its source does not have.
      const source = draft.citations.map(({ text }) => text).join(" ");
      for (const sentence of draft.text.split(/(?<=[.!?])\s+/)) expect(source).toContain(sentence);
      await ground.app.llm.settled();
      const [first] = asked;
      if (!first) throw new Error("The model was not asked.");
      const usage = await counted(first);
      const rows = await desk.workspace.rows(
        "SELECT input_tokens, output_tokens, cost_micros FROM llm.calls WHERE workspace_id = $1 ORDER BY id DESC LIMIT 1",
      );
      expect(rows).toEqual([
        {
          input_tokens: usage.prompt_tokens,
          output_tokens: usage.completion_tokens,
          cost_micros: usage.prompt_tokens * 2 + usage.completion_tokens * 7,
        },
      ]);
      expect(draft.model.costMicros).toBe(rows[0]?.cost_micros);
    },
    120_000,
  );

  it("wrote nothing to anybody", async () => {
    const rows = await desk.workspace.rows(
      "SELECT id FROM conversations.messages WHERE workspace_id = $1 AND author_kind <> 'customer'",
    );
    expect(rows).toEqual([]);
  });
});
