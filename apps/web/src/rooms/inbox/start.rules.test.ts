import { describe, expect, it } from "vitest";
import {
  type Begun,
  channelOf,
  firstOpen,
  headFrom,
  isAbandoned,
  reachedBy,
  type StartTo,
  startOf,
  toIn,
  toWhole,
} from "./start.rules.ts";

const mail = { id: "m", kind: "email", name: "Help", address: "help@ours.example" } as const;
const sms = { id: "s", kind: "sms", name: "Texts", address: null } as const;
const ada: StartTo = {
  ...{ kind: "person", id: "1", title: "Ada Lee" },
  ...{ email: "ada@x.example", phone: null },
};
const bo = { address: "bo@y.example", name: null, isKnown: false };
const written: Begun = {
  channel: mail,
  head: { channelId: null, to: ada, cc: [], subject: " Hello ", typedTo: "", typedCc: "" },
  text: "A text",
  fileIds: [],
};
const why = (begun: Partial<Begun>) => {
  const made = startOf({ ...written, ...begun });
  return "whyNot" in made ? made.whyNot : null;
};
const sent = (begun: Partial<Begun>) => {
  const made = startOf({ ...written, ...begun });
  return "start" in made ? made.start : null;
};

describe("what is sent to begin a conversation", () => {
  it("is a mail to somebody here, with its files", () => {
    expect(sent({ fileIds: ["f"] })).toEqual({
      ...{ channelId: "m", to: { personId: "1" }, text: "A text", subject: "Hello" },
      attachmentIds: ["f"],
    });
  });

  it("goes to an address that is typed, also when nobody pressed Enter", () => {
    const typed = { typedTo: "Cy Doe <cy@z.example>", typedCc: "di@w.example, BO@y.example" };
    const head = { ...written.head, to: null, cc: [bo], ...typed };
    expect(sent({ head, fileIds: ["f"] })).toEqual({
      ...{ channelId: "m", to: { address: "cy@z.example", name: "Cy Doe" } },
      ...{ text: "A text", subject: "Hello", cc: ["bo@y.example", "di@w.example"] },
    });
  });

  it("sends whom it is to no copy", () => {
    const head = { ...written.head, cc: [{ ...bo, address: "ADA@x.example" }] };
    expect(sent({ head })).not.toHaveProperty("cc");
  });

  it("has neither subject nor copies by text message", () => {
    const to: StartTo = { kind: "address", address: "+49 30 123", name: null };
    expect(sent({ channel: sms, head: { ...written.head, to, cc: [bo] } })).toEqual({
      ...{ channelId: "s", to: { address: "+49 30 123" }, text: "A text" },
    });
  });

  it("says what is missing, or wrong", () => {
    const nobody = { ...written.head, to: null, subject: "" };
    expect(why({ channel: null, head: nobody, text: " " })).toBe(
      "Still missing: a channel, whom to write to and a text.",
    );
    expect(why({ head: nobody })).toBe("Still missing: whom to write to and a subject.");
    expect(why({ head: { ...nobody, typedTo: "ada" } })).toContain("To: choose somebody");
    expect(why({ channel: sms })).toBe("Ada Lee has no phone number that you may see.");
    expect(why({})).toBeNull();
  });
});

it("is begun where something is missing", () => {
  const { head } = written;
  expect(firstOpen({ channel: null, head })).toBe("channel");
  expect(firstOpen({ channel: mail, head: { ...head, to: null } })).toBe("to");
  expect(firstOpen({ channel: mail, head: { ...head, subject: "" } })).toBe("subject");
  expect(firstOpen({ channel: sms, head: { ...head, subject: "" } })).toBe("text");
  expect(firstOpen(written)).toBe("text");
});

describe("whom one means", () => {
  it.each([
    ["email", "ada@x.example", null],
    ["email", "ada", "no mail address"],
    ["email", "ada@x.example, bo@y.example", "the others go in Cc"],
    ["sms", "+49 (30) 123-45", null],
    ["sms", "0049 (0) 30/123.45", null],
    ["sms", "+49 (0)30 1234567", null],
    ["sms", "030 1234567", "Give the number with its country, as +49 30 1234567."],
    ["sms", "+49 30 12", "with its country"],
    ["sms", "+49 30 12345678901234", "with its country"],
    ["sms", "+49 30 1234567 ext 2", "with its country"],
    ["sms", "+ +49 30 1234567", "with its country"],
    ["sms", "ada@x.example", "with its country"],
    [undefined, "ada@x.example", null],
  ] as const)("by %s with %j", (kind, text, error) => {
    const read = toIn(kind, text);
    if (error === null) expect(read).toMatchObject({ to: { kind: "address" }, error });
    else expect(read).toMatchObject({ to: null, error: expect.stringContaining(error) });
  });

  it("says nothing of an empty field", () =>
    expect(toIn("email", " ")).toEqual({ to: null, error: null }));

  it("shows by which address a person is reached", () => {
    const both = { email: "e", phone: "p" };
    expect(reachedBy("email", both)).toBe("e");
    expect(reachedBy("sms", both)).toBe("p");
    expect(reachedBy(undefined, { email: null, phone: "p" })).toBe("p");
    expect(toWhole("email", ada)).toBe("Ada Lee, ada@x.example");
  });
});

describe("the channel", () => {
  it("is the chosen one, else the last one, else the only one, else none", () => {
    expect(channelOf([mail, sms], "s", "m")).toBe(sms);
    expect(channelOf([mail, sms], "gone", "m")).toBe(mail);
    expect(channelOf([mail, sms], null, null)).toBeNull();
    expect(channelOf([mail], null, "gone")).toBe(mail);
    expect(channelOf([], null)).toBeNull();
  });
});

describe("what was kept of it", () => {
  it("comes back as it was", () => {
    const typed = { typedTo: "half", typedCc: "of it" };
    const head = { channelId: "m", to: ada, cc: [bo], subject: "Hello", ...typed };
    expect(headFrom(JSON.stringify(head), null)).toEqual(head);
    const nobody = { ...head, to: null };
    expect(headFrom(JSON.stringify(nobody), ada).to).toBeNull();
  });

  it("is nothing without a text, a subject or what is half typed", () => {
    const whom = { to: ada, cc: [bo], subject: " ", typedTo: "", typedCc: "" };
    expect(isAbandoned(JSON.stringify(whom), "\n")).toBe(true);
    expect(isAbandoned("", "")).toBe(true);
    expect(isAbandoned(JSON.stringify(whom), "A text")).toBe(false);
    for (const more of [{ subject: "Hello" }, { typedTo: "half" }, { typedCc: "of it" }])
      expect(isAbandoned(JSON.stringify({ ...whom, ...more }), "")).toBe(false);
  });

  it("is for whom it was opened while nothing was changed, and whatever else stands there is left out", () => {
    expect(headFrom("", ada).to).toBe(ada);
    expect(headFrom("no JSON", ada).to).toBe(ada);
    expect(headFrom('{"to":{"kind":"person"},"cc":[1],"subject":2}', ada)).toEqual({
      ...{ channelId: null, to: null, cc: [], subject: "", typedTo: "", typedCc: "" },
    });
    expect(headFrom("null", ada).to).toBeNull();
  });
});
