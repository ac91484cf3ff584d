// Files on records: taken in, served without danger, kept once, deleted and undone, moved by merges, and seen in
// the record's story.
import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyFile, listed, newRecord, place, upload } from "../../../test/attachments-ground.ts";
import {
  type Caller,
  maxAttachmentBytes,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  admin = workspace.admin;
});

afterAll(() => ground?.close());

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const folder = (own = workspace) => `${ground.dataDir}/blobs/attachments/${own.id}`;
const blobs = (own = workspace) => (existsSync(folder(own)) ? readdirSync(folder(own)) : []);

describe("a file", () => {
  it("is kept as it came, told by its bytes, and served as what it is", async () => {
    const at = place("people", await newRecord(admin));
    const made = await upload(admin, at, "me/Größe.html", png);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({
      fileName: "Größe.html",
      type: "image/png",
      isImage: true,
      bytes: png.length,
      sha256: createHash("sha256").update(png).digest("hex"),
      uploadedBy: "Test member",
      mayChange: true,
    });
    const path = `/attachments/${made.body.id}`;
    expect((await admin.get(path)).body).toEqual(made.body);
    expect(await listed(admin, at)).toEqual([made.body]);
    const shown = await admin.file(`${path}/content`);
    expect(shown.bytes.equals(png)).toBe(true);
    expect(shown.headers).toMatchObject({
      "content-type": "image/png",
      "content-disposition":
        "inline; filename=\"Gr__e.html\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.html",
      "x-content-type-options": "nosniff",
    });
    expect(shown.headers["content-security-policy"]).toMatch(/default-src 'none'.*sandbox/);
    const saved = await admin.file(`${path}/content?download=true`);
    expect(saved.headers["content-disposition"]).toMatch(/^attachment;/);
  });

  it.each([
    ["<html><script>alert(1)</script>", "text/html"],
    ["<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "text/xml"],
    ["plain words", "text/plain"],
  ])("such as %s is a download of mere bytes", async (content, type) => {
    const at = place("companies", await newRecord(admin, "companies", { name: "Nord" }));
    const { body } = await upload(admin, at, "photo.png", content);
    expect(body).toMatchObject({ type, isImage: false });
    const { headers } = await admin.file(`/attachments/${body.id}/content`);
    expect(headers["content-type"]).toBe("application/octet-stream");
    expect(headers["content-disposition"]).toMatch(/^attachment;/);
  });

  it("is not taken when it is empty, too large, a program, or of another media type", async () => {
    const at = place("people", await newRecord(admin));
    const before = blobs().length;
    const codes = [
      await upload(admin, at, "a.txt", ""),
      await upload(admin, at, "a.txt", Buffer.alloc(maxAttachmentBytes + 1, 65)),
      await upload(admin, at, "a.exe", "hello"),
      await upload(admin, at, "a.txt", "MZ and more"),
    ].map(({ status, body }) => [status, body.code]);
    expect(codes).toEqual([
      [422, "attachments.empty"],
      [413, "attachments.too_large"],
      [422, "attachments.program"],
      [422, "attachments.program"],
    ]);
    const wrong = { "content-type": "text/html" };
    const path = `/attachments?${at}&fileName=x`;
    expect((await admin.call("POST", path, Buffer.from("x"), wrong)).status).toBe(415);
    expect((await admin.call("POST", path)).status).toBe(422);
    expect(await listed(admin, at)).toEqual([]);
    expect(blobs()).toHaveLength(before);
  });

  it("is kept once a workspace, however often it is attached", async () => {
    const own = await ground.workspace();
    const ids = [await newRecord(own.admin), await newRecord(own.admin)];
    for (const id of ids) {
      for (const name of ["a.txt", "b.txt"])
        await upload(own.admin, place("people", id), name, "same");
    }
    expect(blobs(own)).toEqual([createHash("sha256").update("same").digest("hex")]);
    const other = await ground.workspace();
    const theirs = await newRecord(other.admin);
    await upload(other.admin, place("people", theirs), "a.txt", "same");
    expect(blobs(other)).toHaveLength(1);
  });
});

describe("changing files", () => {
  it("renames, deletes, and takes both back", async () => {
    const at = place("deals", await newRecord(admin, "deals", { name: "Deal" }));
    const { body: made, act } = await upload(admin, at, "a.txt", "to be deleted");
    const path = `/attachments/${made.id}`;
    const renamed = await admin.patch(path, { fileName: "b/../c.txt" });
    expect(renamed.body.fileName).toBe("c.txt");
    const removed = await admin.remove(path);
    expect(removed.status).toBe(204);
    expect((await admin.file(`${path}/content`)).status).toBe(404);
    await admin.post(`/undo/${removed.act}`);
    expect((await admin.file(`${path}/content`)).bytes.toString()).toBe("to be deleted");
    await admin.post(`/undo/${renamed.act}`);
    expect(await listed(admin, at)).toEqual([made]);
    await admin.post(`/undo/${act}`);
    expect(await listed(admin, at)).toEqual([]);
  });

  it("moves with a merged record, and back when the merge is undone", async () => {
    const [survivorId, loserId] = [await newRecord(admin), await newRecord(admin)];
    const { body } = await upload(admin, place("people", loserId), "a.txt", "moves");
    const merged = await admin.post("/merges", {
      object: "people",
      survivorId,
      loserIds: [loserId],
    });
    expect(merged.status, JSON.stringify(merged.body)).toBe(201);
    expect(await listed(admin, place("people", survivorId))).toMatchObject([{ id: body.id }]);
    const undone = await admin.post(`/undo/${merged.act}`);
    expect(undone.body.kept).toEqual([]);
    expect(await listed(admin, place("people", survivorId))).toEqual([]);
    expect(await listed(admin, place("people", loserId))).toEqual([body]);
  });

  it("is found after a merge, however many there are then", async () => {
    const own = await ground.workspace();
    const ids = [await newRecord(own.admin), await newRecord(own.admin)];
    for (const id of ids) {
      await upload(own.admin, place("people", id), "a.txt", "many");
      await copyFile(ground, id, 150);
    }
    const [survivorId, loserId] = ids;
    const body = { object: "people", survivorId, loserIds: [loserId] };
    const merged = await own.admin.post("/merges", body);
    expect(merged.status, JSON.stringify(merged.body)).toBe(201);
    expect(await listed(own.admin, place("people", String(survivorId)))).toHaveLength(302);
    await own.admin.post(`/undo/${merged.act}`);
    expect(await listed(own.admin, place("people", String(loserId)))).toHaveLength(151);
  });

  it("stands in the record's story, page by page", async () => {
    const personId = await newRecord(admin);
    const at = place("people", personId);
    const names: string[] = [];
    for (const name of ["a.txt", "b.txt", "c.txt"]) {
      await upload(admin, at, name, `content of ${name}`);
      await admin.post("/notes", { body: `about ${name}`, personId });
      names.unshift(`about ${name}`, name);
    }
    const titles: string[] = [];
    let cursor = "";
    do {
      const page = await admin.get(`/people/${personId}/timeline?limit=2${cursor}`);
      expect(page.status).toBe(200);
      titles.push(...page.body.data.map((item: { title: string }) => item.title));
      cursor = page.body.nextCursor ? `&cursor=${page.body.nextCursor}` : "";
    } while (cursor !== "");
    expect(titles).toEqual(names);
  });
});
