// Answers over HTTP: a sentence of a page that it cites, or none where nothing is asked, or pages do not agree.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
} from "../../../test/records-ground.ts";
import { createPassages } from "../passages/index.ts";
import { createKnowledge } from "./index.ts";

let ground: RecordsGround;
let editor: Caller;
let reader: Caller;

beforeAll(async () => {
  ground = await openRecordsGround(
    (parts) => createKnowledge({ ...parts, passages: createPassages(parts) }).routes,
  );
  const workspace = await ground.workspace();
  editor = workspace.as({ permissions: { settings: ["knowledge.manage"] } });
  reader = workspace.as({});
});
afterAll(() => ground?.close());

async function page(body: object): Promise<void> {
  const made = await editor.post("/knowledge/pages", { state: "published", ...body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
}

const ask = async (by: Caller, question: string, more: object = {}) =>
  (await by.post("/knowledge/answer", { question, ...more })).body;

describe("an answer", () => {
  it("is a sentence of a passage that it cites, or there is none, and the question becomes a gap", async () => {
    await page({
      title: "Password",
      body: "To change your password open Settings and choose Security. A new password needs twelve characters.",
      readers: ["public"],
    });
    await page({
      title: "Seats",
      body: "A workspace has five seats at first. Further seats cost nine euros each month.",
      readers: ["public"],
    });
    const answer = await ask(reader, "How many characters does a new password need?", {
      audience: "public",
    });
    expect(answer).toMatchObject({ kind: "answered", rung: "extractive" });
    expect(answer.text).toBe("A new password needs twelve characters.");
    expect(answer.citations[0].text).toContain(answer.text);
    const none = await ask(reader, "Do you sell airplanes in Portugal?", { audience: "public" });
    expect(none.kind).toBe("abstained");
    await ask(reader, "do you sell airplanes in Portugal? ", { audience: "public" });
    const gaps = (await editor.get("/knowledge/gaps")).body.data;
    const gap = gaps.find(({ question }: { question: string }) => question.includes("airplanes"));
    expect(gap).toMatchObject({ times: 2, audience: "public" });
    expect((await editor.post(`/knowledge/gaps/${gap.id}/settle`, {})).status).toBe(204);
    expect((await editor.post(`/knowledge/gaps/${gap.id}/settle`, {})).status).toBe(404);
    expect((await editor.get("/knowledge")).body).toMatchObject({
      mayManage: true,
      index: { vectors: "none" },
    });
  });

  it("is none to a greeting, which is no gap either, nor to a word that only shares a stem", async () => {
    const more = { audience: "public" };
    const body = "A technician sees only his own work orders.";
    await page({ title: "Technicians", body, readers: ["public"] });
    for (const said of ["Hi", "Hi there", "Hi, are you there?", "Hallo!"]) {
      const none = await ask(reader, said, more);
      expect(none, said).toMatchObject({ kind: "abstained", confidence: 0, nearest: [] });
    }
    for (const said of ["Doe", "Ha"])
      expect((await ask(reader, said, more)).kind).toBe("abstained");
    const gaps = (await editor.get("/knowledge/gaps")).body.data as { question: string }[];
    const kept = gaps
      .map(({ question }) => question)
      .filter((text) => /^(?:hi|ha|doe)/i.test(text));
    expect(kept).toContain("Doe");
    expect(kept.some((text) => /^(?:hi|hal)/i.test(text))).toBe(false);
    const asked = "Hi, what does a technician see?";
    expect(await ask(reader, asked, more)).toMatchObject({ kind: "answered", text: body });
  });

  it("is none where pages contradict each other in a number", async () => {
    const more = { audience: "public" };
    const asked = "How long is the Obsidian cable?";
    const body = "The Obsidian cable is 5 metres long.";
    await page({ title: "Obsidian cable", body, readers: ["public"] });
    expect(await ask(reader, asked, more)).toMatchObject({ kind: "answered", text: body });
    await page({ title: "Cables", body: body.replace("5", "6"), readers: ["public"] });
    const none = await ask(reader, asked, more);
    expect(none).toMatchObject({ kind: "abstained", reason: "not_sure" });
    expect(none.nearest).toHaveLength(2);
    const chosen = await ask(reader, asked, { ...more, precision: 0.5 });
    expect(chosen.citations).toHaveLength(1);
    const table =
      "question,answer\nHow long is the Feldspar warranty?,24 months\nHow long is the Feldspar warranty?,12 months\n";
    const kind = { "content-type": "application/octet-stream" };
    const query = "source=Help&path=two.csv&readers=public";
    await editor.call("POST", `/knowledge/files?${query}`, Buffer.from(table), kind);
    expect((await ask(reader, "How long is the Feldspar warranty?", more)).kind).toBe("abstained");
  });
});
