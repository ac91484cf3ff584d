// Knowledge over HTTP: written, loaded from files, found and answered from by those who may, and by nobody else.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";
import { createPassages } from "../passages/index.ts";
import { createKnowledge } from "./index.ts";
import { readFile } from "./read-file.ts";

let ground: RecordsGround;
let workspace: Workspace;
let editor: Caller;
let reader: Caller;

beforeAll(async () => {
  ground = await openRecordsGround(
    (parts) => createKnowledge({ ...parts, passages: createPassages(parts) }).routes,
  );
  workspace = await ground.workspace();
  editor = workspace.as({ permissions: { settings: ["knowledge.manage"] } });
  reader = workspace.as({});
});
afterAll(() => ground?.close());

const refunds = `# Refunds

Refunds are paid back within five working days to the card that was charged.

## Who may ask

Every customer on the Team plan may ask for a refund within 30 days after the purchase.

| Plan | Days |
|---|---|
| Team | 30 |
| Enterprise | 60 |
`;

async function page(body: object, by = editor) {
  const made = await by.post("/knowledge/pages", {
    title: "Refunds",
    body: refunds,
    state: "published",
    readers: ["public"],
    ...body,
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body;
}
/** The least that a reader of PDFs takes: one page with these operators. */
function pdf(operators: string): Buffer {
  const parts = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${operators.length} >>\nstream\n${operators}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let body = "%PDF-1.4\n";
  const offsets = parts.map((part, index) => {
    const at = body.length;
    body += `${index + 1} 0 obj\n${part}\nendobj\n`;
    return at;
  });
  const rows = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  const table = `xref\n0 6\n0000000000 65535 f \n${rows}trailer << /Size 6 /Root 1 0 R >>\n`;
  return Buffer.from(`${body}${table}startxref\n${body.length}\n%%EOF\n`, "latin1");
}

const file = (path: string, content: string | Buffer, query = "", by = editor) =>
  by.call(
    "POST",
    `/knowledge/files?source=Help&path=${encodeURIComponent(path)}${query}`,
    Buffer.from(content),
    {
      "content-type": "application/octet-stream",
    },
  );
const search = async (by: Caller, query: string, more: object = {}) => {
  const found = await by.post("/knowledge/search", { query, ...more });
  expect(found.status, JSON.stringify(found.body)).toBe(200);
  return found.body.data as {
    documentId: string;
    title: string;
    text: string;
    headings: string[];
  }[];
};
const ask = async (by: Caller, question: string, more: object = {}) =>
  (await by.post("/knowledge/answer", { question, ...more })).body;

describe("a page", () => {
  it("is found once it is published, follows its changes, and keeps every version", async () => {
    const { id, version } = await page({
      title: "Shipping",
      body: "Parcels leave the warehouse daily.",
      state: "draft",
    });
    expect(await search(editor, "warehouse parcel")).toHaveLength(0);
    await editor.patch(`/knowledge/pages/${id}`, { state: "published" });
    expect((await search(reader, "warehouse"))[0]?.documentId).toBe(id);
    await editor.patch(`/knowledge/pages/${id}`, { body: "Parcels leave the harbour weekly." });
    expect(await search(reader, "warehouse")).toHaveLength(0);
    expect((await search(reader, "harbours"))[0]?.documentId).toBe(id);
    const { body } = await editor.get(`/knowledge/pages/${id}/versions`);
    expect(body.data.map((one: { version: number }) => one.version)).toEqual([3, 2, 1]);
    const stale = await editor.patch(
      `/knowledge/pages/${id}`,
      { title: "X" },
      { "if-match": `"${version}"` },
    );
    expect(stale.status).toBe(412);
    await editor.patch(`/knowledge/pages/${id}`, { state: "archived" });
    expect(await search(editor, "harbours")).toHaveLength(0);
    expect((await reader.get(`/knowledge/pages/${id}`)).status).toBe(404);
    expect((await editor.remove(`/knowledge/pages/${id}`)).status).toBe(204);
    expect((await editor.get(`/knowledge/pages/${id}`)).status).toBe(404);
  });

  it("names no reader that is not there; who was named before may since have gone", async () => {
    const readers = [`team:${await ground.team(workspace)}`];
    const { id } = await page({ readers });
    for (const nobody of [`team:${newId()}`, `role:${newId()}`]) {
      const wanted = { title: "T", body: "B", readers: [nobody] };
      const code = "knowledge.bad_readers";
      expect((await editor.post("/knowledge/pages", wanted)).body.code).toBe(code);
      const change = { readers: [...readers, nobody] };
      expect((await editor.patch(`/knowledge/pages/${id}`, change)).body.code).toBe(code);
    }
    await ground.test.asOwner("DELETE FROM access.teams WHERE workspace_id = $1", [workspace.id]);
    const kept = await editor.patch(`/knowledge/pages/${id}`, { readers, title: "New" });
    expect(kept.status).toBe(200);
  });

  it("is read by its readers only: in lists, search, answers and counts", async () => {
    const hidden = await page({
      title: "Floor",
      body: "The zebra discount floor is eleven percent.",
      readers: [`team:${await ground.team(workspace)}`],
    });
    const open = await page({
      title: "Zoo",
      body: "A zebra is an animal of the zoo.",
      readers: ["members"],
    });
    const seen = await search(reader, "zebra discount floor");
    expect(seen.map(({ documentId }) => documentId)).toEqual([open.id]);
    expect(await search(reader, "zebra", { audience: "public" })).toHaveLength(0);
    expect((await search(editor, "zebra")).map(({ documentId }) => documentId).sort()).toEqual(
      [hidden.id, open.id].sort(),
    );
    expect((await reader.get(`/knowledge/pages/${hidden.id}`)).status).toBe(404);
    const list = (await reader.get("/knowledge/pages")).body.data.map(
      ({ id }: { id: string }) => id,
    );
    expect(list).toContain(open.id);
    expect(list).not.toContain(hidden.id);
    expect(JSON.stringify(await ask(reader, "What is the zebra discount floor?"))).not.toContain(
      "eleven",
    );
    for (const path of ["/knowledge/gaps", `/knowledge/pages/${open.id}/versions`])
      expect((await reader.get(path)).status).toBe(403);
    expect((await reader.post("/knowledge/pages", { title: "A", body: "b" })).status).toBe(403);
    expect((await file("a.md", "# A\n\ntext", "", reader)).status).toBe(403);
    const other = (await ground.workspace()).as({
      permissions: { settings: ["knowledge.manage"] },
    });
    expect((await other.get(`/knowledge/pages/${open.id}`)).status).toBe(404);
    expect(await search(other, "zebra")).toHaveLength(0);
  });
});

describe("a file", () => {
  it("becomes pages with headings and tables, once", async () => {
    const first = await file("billing/refunds.md", refunds, "&readers=public");
    expect(first.body).toMatchObject({ created: 1, updated: 0, unchanged: 0 });
    expect((await file("billing/refunds.md", refunds)).body).toMatchObject({ unchanged: 1 });
    expect((await file("billing/refunds.md", `${refunds}\nMore.`)).body).toMatchObject({
      updated: 1,
    });
    const [found] = await search(reader, "enterprise plan days table");
    expect(found).toMatchObject({ title: "Refunds", headings: ["Who may ask"] });
    expect(found?.text).toContain("| Enterprise | 60 |");
    const csv =
      'question,answer\nCan I pay by invoice?,"Yes, from 10 seats on."\nIs there a trial?,14 days\n';
    expect((await file("faq.csv", csv)).body).toMatchObject({ created: 2 });
    expect((await search(reader, "pay invoice"))[0]?.title).toBe("Can I pay by invoice?");
    const html =
      "<html><head><title>Exports</title><script>alert(1)</script></head><body><h1>Exports</h1><p>Choose <b>Export</b> in the gnu menu.</p><img src=x onerror=alert(1)></body></html>";
    expect((await file("export.html", html)).body).toMatchObject({ created: 1 });
    const [made] = await search(reader, "gnu menu");
    expect(made?.title).toBe("Exports");
    expect(made?.text).not.toMatch(/alert|<img/);
  });

  it("is read in the letters that it is written in, and by the delimiter of its table", async () => {
    const wide = Buffer.from("\ufeff# Größen\n\nDie Zwirbelgröße ist fünf €.", "utf16le");
    expect((await file("wide.md", wide)).body).toMatchObject({ created: 1 });
    expect((await search(reader, "Zwirbelgröße"))[0]?.text).toContain("fünf €");
    const old = Buffer.concat([
      Buffer.from("Frage;Antwort\nWie teuer ist der Kniffel?;Er kostet f", "latin1"),
      Buffer.from([0xfc, 0x6e, 0x66, 0x20, 0x80, 0x2e]),
    ]);
    expect((await file("alt.csv", old)).body).toMatchObject({ created: 1 });
    expect((await search(reader, "Kniffel"))[0]?.text).toContain("Er kostet fünf €.");
  });

  it.each([
    ["deep.html", `${"<div>".repeat(200_000)}deep${"</div>".repeat(200_000)}`, "too deep"],
    ["empty.html", "<script ".repeat(200_000), "no text in it"],
    ["empty.md", "# Only a heading", "no text in it"],
    ["bytes.txt", Buffer.from([1, 0, 0, 0, 3, 4, 0, 5, 0, 6, 7, 8]), "no text, whatever"],
  ])("that is made to do harm is refused, and says why: %s", async (name, bytes, why) => {
    const { body } = await file(name, bytes);
    expect(body.code).toBe("knowledge.unreadable_file");
    expect(body.detail).toContain(why);
  });

  it("that takes too long is given up, and the server goes on meanwhile", async () => {
    const table = Buffer.from(`<table>${"<tr><td>a<td>b".repeat(40_000)}`);
    await expect(readFile("table.html", table, 200)).rejects.toMatchObject({
      code: "knowledge.unreadable_file",
      message: expect.stringContaining("took too long"),
    });
  });

  it("of questions loses no answer, also where one question stands there twice", async () => {
    const csv = "question,answer\nWhat is an okapi?,A mammal.\n,alone\nWhat is an okapi?,Shy.\n";
    expect((await file("twice.csv", csv)).body).toMatchObject({ created: 2 });
    const texts = (await search(reader, "okapi")).map(({ text }) => text).join("\n");
    expect(texts).toContain("A mammal.");
    expect(texts).toContain("Shy.");
    const empty = await file("none.csv", "question,answer\nonly a question,\n,only an answer\n");
    expect(empty.body.code).toBe("knowledge.unreadable_file");
  });

  it("is refused with what to do when nothing can be read from it", async () => {
    expect((await file("a.exe", "MZ")).body.code).toBe("knowledge.unknown_kind");
    expect((await file("a.csv", "x,y\n1,2\n")).body.code).toBe("knowledge.unreadable_file");
    expect((await file("a.pdf", "no pdf")).body.code).toBe("knowledge.unreadable_file");
    const empty = pdf("10 10 50 50 re f");
    expect((await file("scan.pdf", empty)).body.code).toBe("knowledge.no_text");
    const text = pdf("BT /F1 12 Tf 72 700 Td (The quokka clause holds for three years.) Tj ET");
    expect((await file("contract.pdf", text)).body).toMatchObject({ created: 1 });
    expect((await search(reader, "quokka"))[0]?.title).toBe("contract");
  });
});
