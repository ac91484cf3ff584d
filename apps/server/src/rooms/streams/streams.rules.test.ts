// The operator's file, what a delivery becomes, what goes out, and how long one waits.
import { describe, expect, it } from "vitest";
import { changeMessage, isWanted, type LogEntry } from "./change-message.rules.ts";
import { pauseMs } from "./pause.rules.ts";
import { messageOf } from "./read-delivery.rules.ts";
import { errorText } from "./standing.ts";
import { readStreams } from "./streams-file.ts";

const workspace = "01900000-0000-7000-8000-000000000001";
const kafkaIn = {
  kind: "kafka",
  name: "product",
  workspace,
  direction: "in",
  brokers: ["kafka:9092"],
  topics: ["events"],
  group: "rapport",
};
const natsOut = {
  kind: "nats",
  name: "changes",
  workspace,
  direction: "out",
  servers: ["nats://nats:4222"],
  subject: "rapport",
};
const fileOf = (...streams: object[]) => JSON.stringify({ streams });

describe("the file", () => {
  it("is read with its defaults", () => {
    const [one, two] = readStreams(fileOf(kafkaIn, natsOut));
    expect(one).toMatchObject({ ...kafkaIn, startAt: "earliest", sessionTimeoutMs: 10_000 });
    expect(two).toMatchObject({ ...natsOut, startAt: "now" });
  });

  it.each([
    ["no JSON", "{", /is no JSON/],
    ["a bad broker", fileOf({ ...kafkaIn, brokers: ["kafka"] }), /stream "product"/],
    ["a word too much", fileOf({ ...natsOut, pasword: "x" }), /stream "changes"/],
    ["a bad workspace", fileOf({ ...kafkaIn, workspace: "mine" }), /stream "product"/],
    ["a name twice", fileOf(kafkaIn, kafkaIn), /names the stream "product" twice/],
  ])("is refused for %s", (_what, text, message) => {
    expect(() => readStreams(text)).toThrow(message);
  });

  it("is refused without telling what is secret in it", () => {
    const sasl = { mechanism: "PLAIN", username: "me", password: "hunter2", more: 1 };
    const tell = () => readStreams(fileOf({ ...kafkaIn, sasl }));
    expect(tell).toThrow(/stream "product"/);
    expect(tell).not.toThrow(/hunter2/);
  });
});

describe("a delivery", () => {
  const of = (text: string) => ({ place: "kafka:t:0:7:1", body: Buffer.from(text), atMs: 1 });

  it.each([
    ['{"type":"track","messageId":"m1"}', { type: "track", messageId: "m1" }],
    ['{"type":"track"}', { type: "track", messageId: "kafka:t:0:7:1" }],
    ['{"type":"track","messageId":""}', { type: "track", messageId: "kafka:t:0:7:1" }],
    ["not JSON", "not JSON"],
    ["[1]", [1]],
    ["7", 7],
  ])("%s becomes a message", (text, message) => {
    expect(messageOf(of(text))).toEqual(message);
  });

  it("that is no JSON shows its beginning only", () => {
    expect(String(messageOf(of("x".repeat(90_000))))).toHaveLength(20_000);
  });
});

describe("a change", () => {
  const entry: LogEntry = {
    entryNo: 5,
    id: "e1",
    at: "2026-01-01T00:00:00.000Z",
    actId: "a1",
    act: "records.update",
    actor: { kind: "user", id: "u1", label: "Ada" },
    source: "web",
    object: "people",
    recordId: "p1",
    op: "update",
    before: { city: "Kiel" },
    after: { city: "Oslo" },
  };

  it("goes out with its id, its record as key and its kind as subject", () => {
    const { id, key, subject, body } = changeMessage(workspace, entry);
    expect([id, key, subject]).toEqual(["e1", "p1", "people.updated"]);
    expect(JSON.parse(body)).toMatchObject({
      id: "e1",
      type: "people.updated",
      workspaceId: workspace,
      before: { city: "Kiel" },
      after: { city: "Oslo" },
    });
  });

  it("goes out if its kind is named, or is a record where none is", () => {
    const records = new Set(["people", "deals"]);
    expect(isWanted(entry, undefined, records)).toBe(true);
    expect(isWanted(entry, ["deals"], records)).toBe(false);
    expect(isWanted({ object: "roles" }, undefined, records)).toBe(false);
    expect(isWanted({ object: "consent-statements" }, ["consent-statements"], records)).toBe(true);
  });
});

describe("a pause", () => {
  it("doubles up to half a minute, with some chance in it", () => {
    expect([0, 1, 2].map((attempt) => pauseMs(attempt, 1))).toEqual([250, 500, 1000]);
    expect(pauseMs(0, 0)).toBe(125);
    expect(pauseMs(50, 1)).toBe(30_000);
  });
});

describe("what went wrong", () => {
  it("is told on one line of bounded length", () => {
    const error = Object.assign(new Error("first\n second"), { code: "E_AWAY" });
    expect(errorText(error)).toBe("E_AWAY: first second");
    expect(errorText(null)).toBe("It failed without a word.");
    expect(errorText(new Error("y".repeat(900)))).toHaveLength(300);
  });
});
