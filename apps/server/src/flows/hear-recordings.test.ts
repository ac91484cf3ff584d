// The run that hears a recording, over real conversations: faults on the way are tried again, what passes is waited for a
// little and kept as unheard then, and nothing waits for ever.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import {
  type ConversationsGround,
  messagesOf,
  openConversationsGround,
} from "../../test/conversations-ground.ts";
import { toneOf } from "../../test/recordings.ts";
import type { Workspace } from "../../test/records-ground.ts";
import type { Durable, Workflow } from "../platform/durable.ts";
import { newId } from "../platform/ids.ts";
import { silentLogger } from "../platform/logger.ts";
import { hearRecordings } from "./hear-recordings.ts";

type Parts = Parameters<typeof hearRecordings>[0];
type Answer = Awaited<ReturnType<Parts["llm"]["transcribe"]>>;

let ground: ConversationsGround;
let workspace: Workspace;
let work: Workflow<unknown, unknown>;
/** What the speech model says, call by call; the last one again and again. */
let answers: Answer[] = [];
/** How often reading and keeping still fail. */
let faults = { reading: 0, keeping: 0 };
let pausedMs: number[] = [];

const heard = (text: string): Answer => ({
  ...{ kind: "answered", text, language: "en", rung: "Ears", model: "ears", provider: "Here" },
  ...{ audioMs: 1000, costMicros: 0, latencyMs: 1, callId: newId() },
});
const unavailable = (reason: "failed" | "budget" | "no_speech_model"): Answer => ({
  ...{ kind: "unavailable", reason, words: `Because of ${reason}.`, rung: "rules" },
});

const durable = {
  register: (_name: string, workflow: Workflow<never, unknown>) => {
    work = workflow as Workflow<unknown, unknown>;
  },
  start: async () => undefined,
} as unknown as Durable;

const fault = (which: keyof typeof faults): void => {
  if (faults[which] === 0) return;
  faults[which] -= 1;
  throw new Error("The database is away.");
};

beforeAll(async () => {
  ground = await openConversationsGround();
  workspace = await ground.workspace();
  const { conversations, deps } = ground;
  hearRecordings({
    ...{ clock: deps.clock, logger: silentLogger, durable },
    outbox: { subscribe: () => undefined },
    conversations: {
      ...conversations,
      recording: async (...asked) => {
        fault("reading");
        return conversations.recording(...asked);
      },
      heard: async (...told) => {
        fault("keeping");
        return conversations.heard(...told);
      },
    },
    llm: { transcribe: async () => (answers.length > 1 ? answers.shift() : answers[0]) as Answer },
  });
});
afterAll(() => ground?.close());
beforeEach(() => {
  answers = [heard("Hello")];
  faults = { reading: 0, keeping: 0 };
  pausedMs = [];
});

async function note(isStored = true) {
  const blobKey = `test/${newId()}`;
  if (isStored) await ground.deps.blobs.put(blobKey, toneOf(1));
  const file = { name: "a.wav", mediaType: "audio/wav", blobKey, bytes: toneOf(1).length };
  const { conversationId, messageId } = await ground.writes(workspace, {
    ...{ text: "", attachments: [file] },
  });
  const input = { workspaceId: workspace.id, conversationId, messageId, at: 0, times: 1 };
  const steps = {
    id: newId(),
    step: (_name: string, doing: () => Promise<unknown>) => doing(),
    sleep: async (ms: number) => void pausedMs.push(ms),
  };
  const run = (more = {}) => work(steps as never, { ...input, ...more });
  const recording = async () =>
    (await messagesOf(workspace.admin, conversationId))[0].attachments[0].recording;
  const path = `/conversations/${conversationId}/messages/${messageId}/files/0/transcript`;
  const ask = () => workspace.admin.post(path, {});
  return { run, recording, ask };
}

it("hears at once, and a second run of the same wish finds nothing to do", async () => {
  const { run, recording } = await note();
  expect([await run(), await run()]).toEqual(["kept", "gone"]);
  expect(await recording()).toMatchObject({ state: "heard", text: "Hello", durationMs: 1000 });
  expect(pausedMs).toEqual([]);
});

it.each(["reading", "keeping"] as const)(
  "faults in %s are tried again until it is heard",
  async (which) => {
    faults[which] = 3;
    const { run, recording } = await note();
    expect(await run()).toBe("kept");
    expect((await recording()).state).toBe("heard");
    expect(pausedMs).toEqual([3000, 20_000, 60_000]);
  },
);

it("a model that fails is waited for twice, then it is unheard, and asked for again later", async () => {
  answers = [unavailable("failed")];
  const { run, recording } = await note();
  expect(await run()).toBe("unheard");
  expect(pausedMs).toEqual([3000, 20_000, 600_000]);
  // Asked for again by itself.
  expect(await recording()).toMatchObject({ state: "waiting", type: "audio/wav" });
  answers = [heard("At last")];
  expect(await run()).toBe("gone");
  expect(await run({ times: 2 })).toBe("kept");
  expect(await recording()).toMatchObject({ state: "heard", text: "At last" });
});

it.each(["budget", "no_speech_model"] as const)("%s is not waited for", async (reason) => {
  answers = [unavailable(reason)];
  const { run, recording } = await note();
  expect(await run()).toBe("kept");
  expect(await recording()).toMatchObject({ state: "unheard", reason: `Because of ${reason}.` });
  expect(pausedMs).toEqual([]);
});

it("a file that is gone is said to be gone", async () => {
  const { run, recording } = await note(false);
  expect(await run()).toBe("kept");
  expect(await recording()).toMatchObject({
    state: "unheard",
    reason: "Its file is not there any more.",
  });
});

it("what fails to the end waits, and a person can ask for it anew once it is overdue", async () => {
  faults.reading = 99;
  const { run, recording, ask } = await note();
  expect(await run()).toBe("failed");
  expect((await recording()).state).toBe("waiting");
  expect((await ask()).status).toBe(409);
  await ground.test.asOwner(
    "UPDATE conversations.messages SET created_at = created_at - interval '20 minutes' WHERE workspace_id = $1",
    [workspace.id],
  );
  expect((await ask()).status).toBe(202);
  faults.reading = 0;
  expect([await run(), await run({ times: 2 })]).toEqual(["gone", "kept"]);
});
