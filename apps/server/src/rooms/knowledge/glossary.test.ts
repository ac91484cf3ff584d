// The glossary over HTTP: kept by those who manage knowledge, used in search and answers, undone, loaded and written.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";
import { createPassages } from "../passages/index.ts";
import { createKnowledge } from "./index.ts";

let ground: RecordsGround;
let workspace: Workspace;
let editor: Caller;
let reader: Caller;

beforeAll(async () => {
  ground = await openRecordsGround((parts) => {
    const knowledge = createKnowledge({ ...parts, passages: createPassages(parts) });
    for (const [object, part] of Object.entries(knowledge.undoable))
      parts.records.addUndoable(object, part);
    return knowledge.routes;
  });
});
afterAll(() => ground?.close());

async function freshWorkspace(): Promise<void> {
  workspace = await ground.workspace();
  editor = workspace.as({ permissions: { settings: ["knowledge.manage"] } });
  reader = workspace.as({});
}

const page = (title: string, body: string, readers = ["public"]) =>
  editor.post("/knowledge/pages", { title, body, state: "published", readers });
const add = async (term: string, words: string[], more: object = {}) => {
  const made = await editor.post("/knowledge/glossary", { term, words, ...more });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made;
};
const search = async (query: string, by = reader, more: object = {}) =>
  (await by.post("/knowledge/search", { query, ...more })).body;
const titles = ({ data }: { data: { title: string }[] }) => data.map(({ title }) => title);
const undo = ({ act }: Answer) => editor.post(`/undo/${act}`);

describe("a term", () => {
  beforeAll(freshWorkspace);

  it("makes pages found and answers given in other words, and says so; off, or undone, it does not", async () => {
    await page("Second factor", "You lost the second factor? Use one of your ten recovery codes.");
    await page("Password", "Choose Forgot password. The link is valid for one hour.");
    expect(titles(await search("Lost my 2FA"))).toContain("Second factor");
    expect(titles(await search("2FA"))).toEqual([]);
    const made = await add("2FA", ["second factor", "Zwei-Faktor-Anmeldung"]);
    const found = await search("2FA");
    expect(titles(found)).toEqual(["Second factor"]);
    expect(found.added).toEqual([
      {
        asked: "2fa",
        entryId: made.body.id,
        term: "2FA",
        added: ["second factor", "Zwei-Faktor-Anmeldung"],
      },
    ]);
    expect(found.data[0]).toMatchObject({ words: [], added: ["second factor"] });
    expect(titles(await search("Zwei-Faktor-Anmeldung", reader, { audience: "public" }))).toEqual([
      "Second factor",
    ]);
    const off = await editor.patch(`/knowledge/glossary/${made.body.id}`, { isOn: false });
    expect(off.body).toMatchObject({ isOn: false, version: 2 });
    expect(titles(await search("2FA"))).toEqual([]);
    expect((await undo(off)).status).toBe(200);
    expect(titles(await search("2FA"))).toEqual(["Second factor"]);
    const gone = await editor.remove(`/knowledge/glossary/${made.body.id}`);
    expect(gone.status).toBe(204);
    expect(titles(await search("2FA"))).toEqual([]);
    expect((await undo(gone)).status).toBe(200);
    expect(titles(await search("2FA"))).toEqual(["Second factor"]);
  });

  it("changes nothing for a question that has none of its words, to the bit", async () => {
    const asked = ["How long is the link valid?", "password", "recovery codes"];
    const before = await Promise.all(asked.map((query) => search(query)));
    await add("refund", ["money back"]);
    expect(await Promise.all(asked.map((query) => search(query)))).toEqual(before);
  });

  it("weighs less than the asker's own words", async () => {
    await page("Vouchers", "A voucher is kept under Extras.");
    await page("Coupons", "A coupon is kept under Extras.");
    await add("voucher", ["coupon"]);
    expect(titles(await search("where is my voucher"))).toEqual(["Vouchers", "Coupons"]);
    expect(titles(await search("where is my coupon"))).toEqual(["Coupons", "Vouchers"]);
  });

  it("shows nobody a page that is not theirs", async () => {
    await page("Floor", "The rebate floor is eleven percent.", [
      `team:${await ground.team(workspace)}`,
    ]);
    await add("nachlass", ["rebate floor"]);
    expect(JSON.stringify(await search("nachlass"))).not.toContain("eleven");
    expect(titles(await search("nachlass", editor))).toEqual(["Floor"]);
  });
});

describe("entries", () => {
  beforeAll(freshWorkspace);

  it("are known by their term, tidied, versioned, and of their workspace", async () => {
    const made = await add(" SLA ", ["sla", "response time", "Response  time", "promise"]);
    expect(made.body).toMatchObject({ term: "SLA", words: ["response time", "promise"] });
    const again = await editor.post("/knowledge/glossary", { term: "sla", words: ["x"] });
    expect([again.status, again.body.code]).toEqual([409, "knowledge.term_taken"]);
    const alone = await editor.post("/knowledge/glossary", {
      term: "Quay",
      words: ["quay", "QUAY"],
    });
    expect([alone.status, alone.body.code]).toEqual([422, "knowledge.no_other_words"]);
    const csv = "term,words\nQuay,quay; QUAY\n";
    const loaded = await editor.post("/knowledge/glossary/import", { csv });
    expect(loaded.body.detail).toContain('Line 2: nothing but "Quay" itself');
    const at = `/knowledge/glossary/${made.body.id}`;
    const stale = await editor.patch(at, { words: ["x"] }, { "if-match": '"7"' });
    expect(stale.status).toBe(412);
    const owner = await editor.patch(at, { ownerId: newId() });
    expect(owner.body.code).toBe("knowledge.unknown_owner");
    const other = (await ground.workspace()).as({
      permissions: { settings: ["knowledge.manage"] },
    });
    expect((await other.get(at)).status).toBe(404);
    expect((await other.get("/knowledge/glossary")).body.data).toEqual([]);
    expect((await other.remove(at)).status).toBe(404);
    expect((await other.post("/knowledge/search", { query: "SLA" })).body.added).toEqual([]);
  });

  it("are read by members and changed by those who manage knowledge", async () => {
    expect((await reader.get("/knowledge/glossary")).body.data).toHaveLength(1);
    const tries = [
      await reader.post("/knowledge/glossary", { term: "a", words: ["b"] }),
      await reader.post("/knowledge/glossary/import", { csv: "term,words\na,b\n" }),
      await reader.get("/knowledge/glossary/export"),
    ];
    expect(tries.map(({ status }) => status)).toEqual([403, 403, 403]);
    const huge = "x".repeat(81);
    for (const body of [
      { term: huge, words: ["a"] },
      { term: "a", words: [] },
      { term: "a", words: Array.from({ length: 21 }, (_, at) => `w${at}`) },
      { term: "a\nb", words: ["a"] },
      { term: "  ", words: ["a"] },
    ])
      expect((await editor.post("/knowledge/glossary", body)).status).toBe(422);
  });

  it("are listed in pages, by term", async () => {
    for (const term of ["Zebra", "apple", "Mango"]) await add(term, [`${term} fruit`]);
    const first = (await reader.get("/knowledge/glossary?limit=3")).body;
    expect(first.data.map(({ term }: { term: string }) => term)).toEqual(["apple", "Mango", "SLA"]);
    const next = await reader.get(`/knowledge/glossary?limit=3&cursor=${first.nextCursor}`);
    expect(next.body.data.map(({ term }: { term: string }) => term)).toEqual(["Zebra"]);
    expect((await reader.get("/knowledge/glossary?cursor=x")).body.code).toBe(
      "knowledge.bad_cursor",
    );
  });
});

describe("the file", () => {
  beforeAll(freshWorkspace);
  const load = (csv: string) => editor.post("/knowledge/glossary/import", { csv });

  it("is loaded whole, written again as it is, and undone as one", async () => {
    const csv =
      'term,words,on\n2FA,"second factor; two-factor ""sign-in""",on\nMwSt,VAT; tax,off\n=1+1,sum,\n';
    const first = await load(csv);
    expect(first.body).toEqual({ created: 3, updated: 0, unchanged: 0 });
    const written = (await editor.file("/knowledge/glossary/export")).bytes.toString();
    expect(written).toContain("'=1+1,sum,,on");
    expect((await load(written)).body).toEqual({ created: 0, updated: 0, unchanged: 3 });
    const second = await load("Words,TERM\nVAT,mwst\nrate,Zins\n");
    expect(second.body).toEqual({ created: 1, updated: 1, unchanged: 0 });
    expect((await undo(second)).status).toBe(200);
    const after = (await editor.get("/knowledge/glossary")).body.data;
    expect(
      after.map(({ term, words, isOn }: Record<string, unknown>) => [term, words, isOn]),
    ).toEqual([
      ["2FA", ["second factor", 'two-factor "sign-in"'], true],
      ["=1+1", ["sum"], true],
      ["MwSt", ["VAT", "tax"], false],
    ]);
  });

  it("changes nothing when a line is wrong, and says which", async () => {
    const before = (await editor.get("/knowledge/glossary")).body;
    const wrong: [string, RegExp][] = [
      ["a,b\n1,2\n", /column "term"/],
      ["term,words\nx,y\nz,\n", /Line 3: "z"/],
      [`term,words\n${"x".repeat(81)},y\n`, /Line 2: the term/],
      ["term,words,on\nx,y,maybe\n", /Line 2: the column "on"/],
      ["term,words,owner\nx,y,Nobody At All\n", /Line 2: no member/],
      ['term,words\n"x,y\n', /not CSV/],
    ];
    for (const [csv, said] of wrong) {
      const answer = await load(csv);
      expect([answer.status, answer.body.code]).toEqual([422, "knowledge.unreadable_file"]);
      expect(answer.body.detail).toMatch(said);
    }
    const many = Array.from({ length: 1999 }, (_, at) => `t${at},w${at}`).join("\n");
    const full = await load(`term,words\n${many}\n`);
    expect([full.status, full.body.code]).toEqual([409, "knowledge.glossary_full"]);
    expect((await editor.get("/knowledge/glossary")).body).toEqual(before);
  });
});
