// The copilot over the whole app: drafts with and without a model, each fault of a model, what becomes of drafts,
// summaries, translation, macros. Whatever is asked of it, nothing is sent.
import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type CopilotGround,
  type Desk,
  endOf,
  furnish,
  openCopilotGround,
} from "./copilot-ground.ts";

let ground: CopilotGround;
let desk: Desk;
/** The same with a model. */
let modern: Desk;

beforeAll(async () => {
  ground = await openCopilotGround();
  desk = await ground.desk();
  modern = await ground.desk();
  await furnish(desk);
  await furnish(modern);
  await modern.workspace.connect(ground.servers[0], { name: "Local", model: "tiny" });
});

afterAll(() => ground?.close());

beforeEach(() => {
  ground.servers[0].fault = { kind: "none" };
  ground.servers[0].answer = () => "Hello there.";
  ground.servers[0].asked.length = 0;
});

const refundQuestion = "Hello! How long does a refund take to arrive on my card?";

describe("a draft without any model", () => {
  it("is a sentence of a page with its citation, rung and confidence", async () => {
    const id = await desk.writes(refundQuestion);
    const { status, body } = await desk.admin.call("POST", `/conversations/${id}/copilot/draft`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: "drafted", rung: "extractive", seenSeq: 1 });
    expect(body.text).toBe("Refunds arrive within 5 working days on the card that was used.");
    expect(body.citations[0]).toMatchObject({ title: "How long a refund takes", internal: false });
    expect(body.confidence).toBeGreaterThanOrEqual(body.threshold);
    expect(body.model.state).toBe("off");
    expect(body.sensitive).toEqual([{ kind: "price", found: ["refund", "refunds"] }]);
  });

  it("answers each question, and marks pages that customers may not read", async () => {
    const id = await desk.writes(
      "How long does a refund take to arrive on my card? And how do I export all contacts to a CSV file?",
    );
    const draft = endOf(await desk.admin.draft(id));
    expect(draft.questions.map(({ answered }) => answered)).toEqual([true, true]);
    expect(draft.text).toContain("5 working days");
    expect(draft.text).toContain("choose Export");
    const inner = draft.citations.find(({ title }) => title === "Exporting contacts");
    expect(inner?.internal).toBe(true);
  });

  it("abstains in words with what is nearest, and keeps no question of the customer", async () => {
    const id = await desk.writes("May I bring my Hamburg flamingo to the zzyzx parade?");
    const draft = endOf(await desk.admin.draft(id));
    expect(draft).toMatchObject({ kind: "abstained", id: null, text: "" });
    expect(draft.words).toMatch(/nearest/);
    expect(draft.citations.length).toBeGreaterThan(0);
    const gaps = await desk.admin.call("GET", "/knowledge/gaps");
    expect(JSON.stringify(gaps.body)).not.toContain("flamingo");
  });

  it("is refused where one may not answer, and unknown where one may not see", async () => {
    const id = await desk.writes(refundQuestion);
    const viewer = await desk.member("Vera", builtInRoles.viewer);
    const path = `/conversations/${id}/copilot/draft`;
    expect((await viewer.call("POST", path)).status).toBe(403);
    const nobody = await desk.member("Nemo", { objects: {}, fields: {}, settings: [] });
    expect((await nobody.call("POST", path)).status).toBe(404);
    expect((await nobody.call("GET", `/conversations/${id}/copilot`)).status).toBe(404);
  });
});

describe("what becomes of a draft", () => {
  const outcome = (id: string | null) => `/copilot/suggestions/${id}/outcome`;

  it("is told once, by whom it was offered to, and measured on what was sent", async () => {
    const conversation = await desk.writes(refundQuestion);
    const draft = endOf(await desk.admin.draft(conversation));
    const used = await desk.admin.call("PUT", outcome(draft.id), { outcome: "used" });
    expect(used.body).toMatchObject({ state: "used", editShare: null });
    const text = `Hello Ida, ${draft.text}`;
    const sent = await desk.admin.call("POST", `/conversations/${conversation}/replies`, { text });
    expect(sent.status).toBe(201);
    const said = { outcome: "sent", messageId: sent.body.message.id };
    const settled = await desk.admin.call("PUT", outcome(draft.id), said);
    expect(settled.body.state).toBe("edited");
    expect(settled.body.editShare).toBeCloseTo(2 / text.split(" ").length);
    const again = await desk.admin.call("PUT", outcome(draft.id), said);
    expect(again.body).toEqual(settled.body);
    const against = await desk.admin.call("PUT", outcome(draft.id), { outcome: "rejected" });
    expect(against.status).toBe(409);
    const other = await desk.member("Otto", builtInRoles.member);
    expect((await other.call("PUT", outcome(draft.id), said)).status).toBe(404);
  });

  it("counts as accepted when it was sent as it is; another's message does not count", async () => {
    const conversation = await desk.writes(refundQuestion);
    const draft = endOf(await desk.admin.draft(conversation));
    const [asked] = await desk.messages(conversation);
    const wrong = { outcome: "sent", messageId: asked?.id };
    expect((await desk.admin.call("PUT", outcome(draft.id), wrong)).status).toBe(404);
    const sent = await desk.admin.call("POST", `/conversations/${conversation}/replies`, {
      text: draft.text,
    });
    const said = { outcome: "sent", messageId: sent.body.message.id };
    const { body } = await desk.admin.call("PUT", outcome(draft.id), said);
    expect(body).toMatchObject({ state: "accepted", editShare: 0 });
  });

  it("shows in the figures, for those who manage the workspace", async () => {
    const rejected = endOf(await desk.admin.draft(await desk.writes(refundQuestion)));
    await desk.admin.call("PUT", outcome(rejected.id), { outcome: "rejected" });
    const { body } = await desk.admin.call("GET", "/copilot/figures?days=7");
    const [row] = body.data;
    expect(row.rung).toBe("extractive");
    expect(row).toMatchObject({ accepted: 1, edited: 1, rejected: 1 });
    expect(row.offered).toBe(row.accepted + row.edited + row.rejected + row.open);
    const member = await desk.member("Mia", builtInRoles.member);
    expect((await member.call("GET", "/copilot/figures")).status).toBe(403);
  });
});

describe("a summary", () => {
  it("comes in the messages' own words without a model", async () => {
    const id = await desk.writes("Hello. How do I export all my contacts?");
    const { body } = await desk.admin.call("POST", `/conversations/${id}/copilot/summary`);
    expect(body).toMatchObject({ rung: "extractive", model: { state: "off" }, read: 1 });
    expect(body.sentences[0]).toMatchObject({ about: "open", messages: [{ seq: 1 }] });
  });

  it("by a model is held against the messages, sentence by sentence", async () => {
    const id = await modern.writes("My invoice 4711 shows the wrong street, please correct it.");
    ground.servers[0].answer = () =>
      "Invoice 4711 shows the wrong street. The customer is a notorious complainer [1].";
    const { body } = await modern.admin.call("POST", `/conversations/${id}/copilot/summary`);
    expect(body.sentences).toMatchObject([
      { text: "Invoice 4711 shows the wrong street.", messages: [{ seq: 1 }] },
    ]);
    expect(body.model).toMatchObject({ state: "worded", dropped: 1 });
  });
});

describe("a translation", () => {
  it("is there with a model only, and says so", async () => {
    const id = await desk.writes("Wo ist mein Paket?");
    const [asked] = await desk.messages(id);
    const wanted = { messageId: asked?.id, language: "en" };
    const path = `/conversations/${id}/copilot/translation`;
    const without = await desk.admin.call("POST", path, wanted);
    expect(without.body.kind).toBe("unavailable");
    expect(without.body.words).not.toBe("");
    const view = await desk.admin.call("GET", `/conversations/${id}/copilot`);
    expect(view.body.models.translation.isOn).toBe(false);
    const other = await modern.writes("Wo ist mein Paket?");
    const [there] = await modern.messages(other);
    ground.servers[0].answer = () => "Where is my parcel?";
    const made = await modern.admin.call("POST", `/conversations/${other}/copilot/translation`, {
      ...{ messageId: there?.id, language: "en" },
    });
    expect(made.body).toMatchObject({ kind: "translated", text: "Where is my parcel?" });
    const foreign = await modern.admin.call("POST", `/conversations/${other}/copilot/translation`, {
      ...{ messageId: asked?.id, language: "en" },
    });
    expect(foreign.status).toBe(404);
  });

  it("is of the whole message or of none of it", async () => {
    const id = await modern.writes("Wo ist mein Paket? ".repeat(500));
    const [long] = await modern.messages(id);
    const askedBefore = ground.servers[0].asked.length;
    const made = await modern.admin.call("POST", `/conversations/${id}/copilot/translation`, {
      ...{ messageId: long?.id, language: "en" },
    });
    expect(made.body).toEqual({
      kind: "unavailable",
      words: "The message is too long to be translated whole.",
    });
    expect(ground.servers[0].asked.length).toBe(askedBefore);
  });
});

describe("macros that fit", () => {
  it("come by words first, and are learned from what is used", async () => {
    const save = async (name: string, text: string) =>
      String(
        (
          await desk.admin.call("POST", "/macros", {
            ...{ name, text, close: false, tags: [], priority: null },
          })
        ).body.id,
      );
    const lamp = await save("Returned lamp", "We have your lamp back and the money is on its way.");
    const desklamp = await save("Greeting", "Thank you for writing to us.");
    const text = "Where is the money for the lamp that I gave back?";
    const ask = async () =>
      (await desk.admin.call("GET", `/conversations/${await desk.writes(text)}/copilot`)).body
        .macros;
    expect((await ask())[0]).toMatchObject({ macroId: lamp, rung: "words" });
    for (let at = 0; at < 20; at += 1) {
      const path = `/conversations/${await desk.writes(text)}/copilot/macro-uses`;
      for (const _again of [1, 2])
        expect((await desk.admin.call("POST", path, { macroId: desklamp })).status).toBe(204);
    }
    expect((await ask())[0]).toMatchObject({ macroId: desklamp, rung: "learned" });
    const { body } = await desk.admin.call("GET", "/copilot/figures");
    expect(body.macroUses).toBe(20);
    const path = `/conversations/${await desk.writes(text)}/copilot/macro-uses`;
    const unknown = { macroId: "01900000-0000-7000-8000-000000000001" };
    expect((await desk.admin.call("POST", path, unknown)).status).toBe(404);
  });
});

it("sent nothing by itself: every message of ours is one that a member wrote", async () => {
  for (const { workspace } of [desk, modern]) {
    const rows = await workspace.rows(
      "SELECT author_kind AS kind FROM conversations.messages WHERE workspace_id = $1 AND author_kind <> 'customer'",
    );
    expect(new Set(rows.map(({ kind }) => kind)).size).toBeLessThanOrEqual(1);
    const replies = workspace === desk.workspace ? 2 : 0;
    expect(rows.filter(({ kind }) => kind === "member")).toHaveLength(replies);
    expect(rows).toHaveLength(replies);
  }
});

it("forgets texts after 90 days, and keeps the figures", async () => {
  const before = await desk.workspace.rows(
    "SELECT id FROM copilot.suggestions WHERE workspace_id = $1 AND text IS NOT NULL",
  );
  expect(before.length).toBeGreaterThan(0);
  ground.advance(91 * 86_400_000);
  const other = ground.anotherApp();
  await other.start();
  await expect
    .poll(async () =>
      desk.workspace.rows(
        "SELECT id FROM copilot.suggestions WHERE workspace_id = $1 AND text IS NOT NULL",
      ),
    )
    .toEqual([]);
}, 60_000);
