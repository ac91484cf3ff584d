// A thread with a bot, read as a customer would: each message must be where the bot's promises let it be.
import { expect } from "vitest";
import type { FeedMessage } from "../src/rooms/conversations/index.ts";

const disclosure = "Hello, I am an AI assistant.";
const wish = /human/;
const handed = /a person will answer you/i;

interface Reading {
  personIn: boolean;
  closed: boolean;
  spoke: boolean;
  /** A member answered what was asked last. */
  isAnswered: boolean;
  lastAsked: string;
}

function readCustomer(state: Reading, { text, id }: FeedMessage): void {
  if (state.closed) Object.assign(state, { personIn: false, closed: false });
  if (wish.test(text)) state.personIn = true;
  Object.assign(state, { lastAsked: id, isAnswered: false });
}

function readMember(state: Reading, { text }: FeedMessage): void {
  const closed = state.closed || text === "Closing.";
  Object.assign(state, { personIn: true, isAnswered: true, closed });
}

function readBot(state: Reading, { author, text, idempotencyKey }: FeedMessage): void {
  if (author.kind === "bot") expect([state.personIn, state.closed]).toEqual([false, false]);
  expect(state.isAnswered).toBe(false);
  // What it answers is the last that the customer wrote: not overtaken, and not answered before.
  expect(idempotencyKey).toBe(`bot:${state.lastAsked}`);
  if (!state.spoke) expect(text.startsWith(disclosure)).toBe(true);
  state.spoke = true;
  if (handed.test(text)) state.personIn = true;
  if (text.includes("I am glad that this helped.")) state.closed = true;
}

/** The whole thread, as a customer would read it. */
export function readThread(feed: readonly FeedMessage[]): Reading {
  const state = { personIn: false, closed: false, spoke: false, isAnswered: false, lastAsked: "" };
  for (const message of feed) {
    const { kind } = message.author;
    if (kind === "member") readMember(state, message);
    else if (kind !== "customer") readBot(state, message);
    else if (!message.automatic) readCustomer(state, message);
  }
  return state;
}
