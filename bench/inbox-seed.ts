// An inbox as it is after a year and a half: conversations by chat and mail with their messages, assignees, teams, tags,
// promises and words to search by, written in bulk past row security while no server runs. The same for the same number.

import { helpPages } from "@rapport/world";
import pg from "pg";
import { previewOf, subjectKeyOf, tokensOf } from "../apps/server/test/inbox-statements.ts";

export interface Setting {
  workspaceId: string;
  channels: { widget: string; email: string };
  /** The one who looks, first. */
  memberIds: readonly string[];
  teamIds: readonly string[];
  people: readonly { id: string; name: string; email: string }[];
  nowMs: number;
}

const dayMs = 86_400_000;
const spanMs = 540 * dayMs;
const batch = 500;
const categories = ["Access", "Billing", "Cancellation", "Data", "Integration", "Outage", "Sales"];
const tags = [
  "refund",
  "vip",
  "bug",
  "onboarding",
  "renewal",
  "partner",
  "gdpr",
  "mobile",
  "export",
];
const languages = ["en", "en", "en", "en", "de", "fr", "es"];
const priorities = ["low", "normal", "normal", "normal", "normal", "high", "urgent"];

const openings = [
  "Hello, we have a problem since this morning.",
  "Good morning, could you please help us?",
  "The invoice of last month is not right.",
  "Our technicians cannot sign in any more.",
  "Can I get a refund for the second licence?",
  "The export stops half-way with an error.",
  "Guten Tag, die Rechnung stimmt nicht.",
  "Bonjour, notre équipe ne voit plus le planning.",
  "Thank you, that works now.",
  "Is there a way to change the owner of the account?",
];

/** The same row of numbers for the same seed. */
function chance(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sentences = helpPages
  .flatMap(({ body }) => body.split(/(?<=[.!?])\s+/))
  .map((one) => one.replace(/[#*`]/g, "").trim())
  .filter((one) => one.length > 20);

/** A version 7 id of that moment. */
function idAt(ms: number, luck: () => number): string {
  const time = Math.floor(ms).toString(16).padStart(12, "0");
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(luck() * 16).toString(16)).join("");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;
}

type Row = Record<string, unknown>;

interface Made {
  conversation: Row;
  messages: Row[];
  words: Row[];
}

interface Standing {
  state: "open" | "snoozed" | "closed";
  isWaiting: boolean;
}

const openShares: readonly (readonly [days: number, share: number])[] = [
  [20, 0.75],
  [60, 0.3],
  [Number.POSITIVE_INFINITY, 0.03],
];

/** The newest are open; of the old ones hardly any. */
function standingOf(ageMs: number, luck: () => number): Standing {
  const [, share] = openShares.find(([days]) => ageMs < days * dayMs) ?? [0, 0];
  const isOpen = luck() < share;
  if (!isOpen) return { state: "closed", isWaiting: false };
  return luck() < 0.12
    ? { state: "snoozed", isWaiting: false }
    : { state: "open", isWaiting: luck() < 0.6 };
}

interface Frame {
  setting: Setting;
  luck: () => number;
  at: number;
  id: string;
  channelId: string;
  person: Setting["people"][number];
  subject: string | null;
  isWaiting: boolean;
}

const pickBy =
  (luck: () => number) =>
  <T>(all: readonly T[]): T =>
    all[Math.floor(luck() * all.length)] as T;

function textOf({ luck }: Frame, seq: number): string {
  const pick = pickBy(luck);
  return [
    ...(seq === 1 ? [pick(openings)] : []),
    ...Array.from({ length: 1 + Math.floor(luck() * 3) }, () => pick(sentences)),
    ...(luck() < 0.2 ? [`Order ${100_000 + Math.floor(luck() * 900_000)}.`] : []),
  ].join(" ");
}

function messageOf(frame: Frame, seq: number, isOurs: boolean, ms: number): Row {
  const { setting, luck, at, id, channelId, person } = frame;
  const created = new Date(ms).toISOString();
  const author = isOurs
    ? { author_kind: "member", author_id: pickBy(luck)(setting.memberIds), author_name: "Agent" }
    : { author_kind: "customer", author_id: null, author_name: person.name };
  return {
    ...{ workspace_id: setting.workspaceId, conversation_id: id, seq, id: idAt(ms, luck) },
    ...author,
    text: textOf(frame, seq),
    ...{ internal: false, integrity: isOurs ? "staff" : "external", automatic: false },
    ...{ channel_id: channelId, provider_id: `seed-${at}-${seq}`, in_reply_to: [] },
    ...{ delivery: isOurs ? "delivered" : null, attempts: isOurs ? 1 : 0, attachments: [], cc: [] },
    ...{ mentions: [], sent_at: created, created_at: created },
  };
}

function wordsOf({ setting, at, subject, person }: Frame, message: Row): Row {
  const about = message.seq === 1 ? [subject, person.name, person.email, String(at + 1)] : [];
  const searched = [...about, message.text].filter((part) => part !== null).join("\n");
  const { workspace_id, conversation_id, id: message_id } = message;
  const tokens = tokensOf(setting.workspaceId, searched);
  return { workspace_id, message_id, conversation_id, tokens };
}

/** One after the other, the last one ours unless the customer waits. */
function talkOf(frame: Frame, startMs: number): Row[] {
  const { luck, isWaiting } = frame;
  const size = 1 + Math.floor(luck() * luck() * 12);
  const talk: Row[] = [];
  let ms = startMs;
  for (let seq = 1; seq <= size; seq += 1) {
    const isOurs = seq > 1 && (seq === size ? !isWaiting : luck() < 0.45);
    talk.push(messageOf(frame, seq, isOurs, ms));
    ms = Math.min(frame.setting.nowMs - 30_000, ms + luck() * luck() * 3 * dayMs + 1000);
  }
  return talk;
}

function promiseOf(isWaiting: boolean, lastAt: string): Row {
  if (!isWaiting) return { sla: null, due_at: null, waiting_since: null };
  const dueAt = new Date(Date.parse(lastAt) + 8 * 3_600_000).toISOString();
  return {
    sla: { kind: "first-response", dueAt, missed: 0 },
    due_at: dueAt,
    waiting_since: lastAt,
  };
}

function placeOf({ setting, luck }: Frame, state: Standing["state"], lastAt: string): Row {
  const pick = pickBy(luck);
  const category = luck() < 0.8 ? pick(categories) : null;
  const guess = { value: category, confidence: 0.8, rung: "rules", reasons: ["words of the text"] };
  const wakes = new Date(setting.nowMs + 3 * dayMs).toISOString();
  return {
    ...{ state, snoozed_until: state === "snoozed" ? wakes : null },
    closed_at: state === "closed" ? lastAt : null,
    assignee_id: luck() < 0.75 ? pick(setting.memberIds) : null,
    team_id: luck() < 0.6 ? pick(setting.teamIds) : null,
    ...{ priority: pick(priorities), language: pick(languages), category },
    tags: luck() < 0.4 ? [pick(tags)] : [],
    triage: category === null ? {} : { category: guess },
  };
}

function make(setting: Setting, at: number, count: number): Made {
  const luck = chance(at + 1);
  const pick = pickBy(luck);
  const startMs = setting.nowMs - spanMs * (1 - (at + luck()) / count) - 60_000;
  const person = pick(setting.people);
  const isMail = luck() < 0.4;
  const { state, isWaiting } = standingOf(setting.nowMs - startMs, luck);
  const channelId = isMail ? setting.channels.email : setting.channels.widget;
  const subject = isMail ? pick(sentences).slice(0, 60) : null;
  const id = idAt(startMs, luck);
  const frame: Frame = { setting, luck, at, id, channelId, person, subject, isWaiting };
  const messages = talkOf(frame, startMs);
  const last = messages.at(-1) ?? {};
  const lastAt = String(last.created_at);
  const conversation = {
    ...{ workspace_id: setting.workspaceId, id, number: at + 1, channel_id: channelId },
    ...{ channel_kind: isMail ? "email" : "widget", thread_key: `seed-${at}` },
    ...{ person_id: person.id, from_address: person.email, from_name: person.name },
    ...{ from_verified: false, subject, subject_key: subjectKeyOf(subject) },
    ...{ preview: previewOf(String(last.text)), region: null, routing: [] },
    ...placeOf(frame, state, lastAt),
    ...promiseOf(isWaiting, lastAt),
    ...{ last_seq: messages.length, last_customer_seq: 1, last_bot_seq: 0, bot_answered: false },
    ...{ last_message_at: lastAt, version: messages.length, updated_at: lastAt },
    first_reply_at: messages.some((one) => one.author_kind === "member") ? lastAt : null,
    created_at: new Date(startMs).toISOString(),
  };
  return { conversation, messages, words: messages.map((one) => wordsOf(frame, one)) };
}

async function put(client: pg.Client, table: string, rows: readonly Row[]): Promise<void> {
  await client.query(
    `INSERT INTO conversations.${table} SELECT * FROM jsonb_populate_recordset(NULL::conversations.${table}, $1)`,
    [JSON.stringify(rows)],
  );
}

/** Answers how many messages there are. */
export async function seedInbox(
  connection: pg.ClientConfig,
  setting: Setting,
  count: number,
): Promise<number> {
  const client = new pg.Client(connection);
  await client.connect();
  let messages = 0;
  for (let from = 0; from < count; from += batch) {
    const made = Array.from({ length: Math.min(batch, count - from) }, (_, at) =>
      make(setting, from + at, count),
    );
    await client.query("BEGIN");
    await put(
      client,
      "conversations",
      made.map(({ conversation }) => conversation),
    );
    await put(
      client,
      "messages",
      made.flatMap((one) => one.messages),
    );
    await put(
      client,
      "words",
      made.flatMap((one) => one.words),
    );
    await client.query("COMMIT");
    messages += made.reduce((sum, one) => sum + one.messages.length, 0);
  }
  await client.query("INSERT INTO conversations.counters VALUES ($1, $2)", [
    setting.workspaceId,
    count,
  ]);
  // As autovacuum would have done after so much.
  await client.query("VACUUM (ANALYZE) conversations.conversations");
  await client.query("VACUUM (ANALYZE) conversations.messages");
  await client.query("VACUUM (ANALYZE) conversations.words");
  await client.end();
  return messages;
}
