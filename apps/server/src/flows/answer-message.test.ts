// The bot over the real stores, with everything that may happen between its plan and its reply: a person answers, a
// person is asked for, the conversation is closed, the customer writes on, events come twice, two runs go at once, the
// process is killed before or after the reply. It never talks over a person, answers each message once, always says what
// it is, and leaves nobody without an answer and without a person.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readThread } from "../../test/bot-reading.ts";
import {
  type ConversationsGround,
  channelId,
  openConversationsGround,
} from "../../test/conversations-ground.ts";
import type { Workspace } from "../../test/records-ground.ts";
import type { Durable, Workflow } from "../platform/durable.ts";
import { newId } from "../platform/ids.ts";
import type { GroupSubscriber, OutboxEvent } from "../platform/outbox.ts";
import { isConfirmation } from "../rooms/bot/index.ts";
import type { Conversations, FeedMessage } from "../rooms/conversations/index.ts";
import { makeBot } from "./answer-message.ts";
import { makeKnowledge } from "./make-knowledge.ts";

type Parts = Parameters<typeof makeBot>[0];

const runs = 200;
const answered = "How long is the link to reset my password valid?";

let ground: ConversationsGround;
let workspace: Workspace;
let hear: GroupSubscriber;
let work: Workflow<unknown, unknown>;
/** Once, right before the next reply of the bot. */
let between: (() => Promise<unknown>) | null = null;
let kill: "before" | "after" | null = null;
let killed: () => void = () => undefined;
const started = new Map<string, unknown>();

const forever = (): Promise<never> => {
  killed();
  return new Promise(() => undefined);
};

const queueReply: Conversations["queueReply"] = async (ctx, request) => {
  const [now, end] = [between, kill];
  between = null;
  kill = null;
  await now?.();
  if (end === "before") return forever();
  const queued = await ground.conversations.queueReply(ctx, request);
  return end === "after" ? forever() : queued;
};

const durable = {
  register: (_name: string, workflow: Workflow<never, unknown>) => {
    work = workflow as Workflow<unknown, unknown>;
  },
  start: async (_name: string, id: string, input: unknown) => void started.set(id, input),
} as unknown as Durable;

const channel = {
  ...{ id: channelId, kind: "widget" as const, name: "Chat", state: "active" as const },
  ...{ hours: null, botAnswers: true, publicKey: null },
  settings: {} as never,
};

beforeAll(async () => {
  ground = await openConversationsGround();
  workspace = await ground.workspace();
  const { db, clock, logger, acts, workspaceIds } = ground.deps;
  const { knowledge } = makeKnowledge({ db, clock, logger, acts, workspaceIds });
  const parts: Parts = {
    ...{ db, clock, logger, acts, durable, knowledge },
    outbox: {
      subscribe: () => undefined,
      subscribeGroups: (_topic, subscriber) => {
        hear = subscriber;
      },
    },
    channels: {
      infoOf: async (tx) => ({ ...channel, workspaceId: tx.workspaceId }),
      names: async () => [],
    },
    conversations: { ...ground.conversations, queueReply },
    llm: {
      complete: async () => ({ kind: "unavailable", reason: "no_model", words: "", rung: "rules" }),
    } as unknown as Parts["llm"],
    prompts: {
      promptFor: async () => ({ name: "answer@0", text: "", trial: null }),
      noteUse: async () => undefined,
    },
    config: { publicUrl: "https://crm.example" },
  };
  makeBot(parts);
  await acts.perform(workspace.ctx, "knowledge.page.create", {
    ...{ title: "Reset your password", state: "published", readers: ["public"], language: "en" },
    body: "Choose Forgot password to reset your password. You receive a link to reset your password that is valid for one hour.",
  });
  const settings = { isOn: true, precision: 0.8, mostAnswers: 3, usesModel: false };
  await acts.perform(workspace.ctx, "bot.set", { ...settings, linkHosts: [], wordings: [] });
});
afterAll(() => ground?.close());

const run = (id: string): Promise<unknown> => {
  const steps = {
    id,
    step: (_name: string, doing: () => Promise<unknown>) => doing(),
    sleep: async () => undefined,
  };
  return work(steps as never, started.get(id));
};

const meanwhiles = [
  "nothing",
  "answers",
  "asks",
  "closes",
  "writes",
  "repeats",
  "automatic",
] as const;

const step = fc.record({
  text: fc.constantFrom(
    answered,
    "Reset my password: how long is the link valid?",
    "Can the app brew espresso?",
    "I want a refund",
    "Thank you, that helped.",
    "I would like to talk to a human person",
    "",
  ),
  automatic: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
  meanwhile: fc.constantFrom(...meanwhiles),
  kill: fc.constantFrom(null, null, null, "before" as const, "after" as const),
  twice: fc.boolean(),
  before: fc.constantFrom("nothing", "nothing", "nothing", "answers", "closes"),
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class Thread {
  readonly key = newId();
  id = "";
  private readonly events: OutboxEvent[] = [];

  async writes(text: string, automatic = false, providerId = newId()): Promise<void> {
    const message = { threadKey: this.key, subject: null, text, automatic, providerId };
    const received = await ground.writes(workspace, { ...message, channelKind: "widget" });
    this.id = received.conversationId;
    const { conversationId, messageId, seq } = received;
    this.events.push({
      ...{ id: newId(), workspaceId: workspace.id, topic: "conversations.received" },
      ...{ payload: { conversationId, messageId, seq }, requestId: null },
    });
  }

  async person(close: boolean): Promise<void> {
    if (this.id === "") return;
    await ground.conversations.queueReply(workspace.ctx, {
      ...{ conversationId: this.id, author: { kind: "member", id: newId() }, close },
      ...{ text: close ? "Closing." : "A person here.", idempotencyKey: newId() },
    });
  }

  meanwhile(kind: Step["meanwhile"]): (() => Promise<unknown>) | null {
    const all: Record<Step["meanwhile"], (() => Promise<unknown>) | null> = {
      nothing: null,
      answers: () => this.person(false),
      asks: () => this.writes("Please connect me to a human being, a real person."),
      closes: () => this.person(true),
      writes: () => this.writes("And one more thing: can I get a discount?"),
      repeats: () => this.deliver(),
      automatic: () => this.writes("I am out of the office.", true),
    };
    return all[kind];
  }

  /** Every event that there was, again and again as an outbox may. */
  async deliver(): Promise<void> {
    await hear(workspace.id, this.events);
  }

  async settle(): Promise<void> {
    await this.deliver();
    for (const { payload } of this.events) {
      const id = `bot-${String(payload.messageId)}`;
      if (started.has(id)) await run(id);
    }
  }
}

async function play(thread: Thread, one: Step): Promise<void> {
  if (one.before !== "nothing") await thread.person(one.before === "closes");
  await thread.writes(one.text, one.automatic);
  await thread.deliver();
  between = thread.meanwhile(one.meanwhile);
  kill = one.kill;
  const end = new Promise<void>((resolve) => {
    killed = resolve;
  });
  const last = [...started.keys()].at(-1);
  if (last === undefined) return;
  const going = one.twice ? Promise.all([run(last), run(last)]) : run(last);
  await Promise.race([going, end]);
  between = null;
  kill = null;
}

/** What the customer said last is thanks, and a person had spoken before. */
function isThanked(feed: readonly FeedMessage[]): boolean {
  const last = feed.findLastIndex(({ author }) => author.kind !== "customer");
  const said = feed.slice(last + 1).filter(({ automatic }) => !automatic);
  const text = said.map((one) => one.text).join("\n");
  return feed[last]?.author.kind === "member" && isConfirmation(text);
}

async function check(thread: Thread): Promise<number> {
  const { db } = ground.deps;
  const scope = { workspaceId: workspace.id };
  const feed = await db.tenant(scope, (tx) => ground.conversations.feed(tx, thread.id, 0, 500));
  const state = readThread(feed);
  const keys = feed.flatMap(({ idempotencyKey: key }) => (key?.startsWith("bot:") ? [key] : []));
  expect(new Set(keys).size).toBe(keys.length);
  const standing = await db.tenant(scope, (tx) => ground.conversations.standing(tx, thread.id));
  // Nobody waits for a bot: it answered, or a person is in, or there was nothing to answer but a person's thanks.
  const asked = feed.findLast(({ id }) => id === state.lastAsked);
  if (standing?.silence === null && !isThanked(feed)) expect(asked?.text.trim()).toBe("");
  if (state.personIn && !state.closed) expect(standing?.silence).toBe("person-in");
  const turns = await ground.test.asOwner(
    `SELECT message_id FROM bot.turns WHERE conversation_id = $1 AND sent_at IS NOT NULL AND outcome <> 'withdrawn'`,
    [thread.id],
  );
  expect(turns).toHaveLength(keys.length);
  return keys.length;
}

it(`holds over ${runs} conversations with interleavings and kills`, async () => {
  let spoken = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      started.clear();
      const thread = new Thread();
      for (const one of steps) await play(thread, one);
      await thread.settle();
      await thread.settle();
      spoken += await check(thread);
    }),
    { numRuns: runs },
  );
  // The bot did speak: silence would hold every promise.
  expect(spoken).toBeGreaterThan(runs / 2);
}, 900_000);

it("hears of each message of a large group", async () => {
  started.clear();
  const thread = new Thread();
  for (let at = 0; at < 45; at += 1) await thread.writes(answered, at % 9 === 0);
  await thread.deliver();
  expect(started.size).toBe(40);
});

it("goes to a person with words after it failed three times", async () => {
  started.clear();
  const thread = new Thread();
  await thread.writes(answered);
  await thread.deliver();
  const answer = ground.conversations.standing;
  let failures = 0;
  between = async () => {
    failures += 1;
    throw new Error("The database is away.");
  };
  const again = between;
  const [id = ""] = started.keys();
  const steps = {
    id,
    step: (_name: string, doing: () => Promise<unknown>) => doing(),
    sleep: async () => {
      between = failures < 3 ? again : null;
    },
  };
  expect(await work(steps as never, started.get(id))).toBe("handed_over");
  expect(failures).toBe(3);
  const { db } = ground.deps;
  const standing = await db.tenant({ workspaceId: workspace.id }, (tx) => answer(tx, thread.id));
  expect(standing?.silence).toBe("person-in");
});
