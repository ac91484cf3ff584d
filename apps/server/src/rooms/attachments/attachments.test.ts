// Files on records: taken in, served without danger, kept once, deleted and undone, moved by merges, and seen by
// those who see the record.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Caller,
  maxAttachmentBytes,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import type { Blobs } from "../../platform/blobs.ts";
import { systemClock } from "../../platform/clock.ts";
import { AppError } from "../../platform/errors.ts";
import { newId, newIdAt } from "../../platform/ids.ts";
import { storeFile } from "./store-file.ts";

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
const octets = { "content-type": "application/octet-stream" };
const place = (object: string, recordId: string) => `object=${object}&recordId=${recordId}`;

function upload(by: Caller, at: string, fileName: string, content: Buffer | string) {
  const path = `/attachments?${at}&fileName=${encodeURIComponent(fileName)}`;
  return by.call("POST", path, Buffer.from(content), octets);
}

async function newRecord(object = "people", body: object = { firstName: "Ida" }, by = admin) {
  const made = await by.post(`/${object}`, body);
  expect(made.status).toBe(201);
  return String(made.body.id);
}

const listed = async (by: Caller, at: string) => (await by.get(`/attachments?${at}`)).body.data;

const folder = (own = workspace) => `${ground.dataDir}/blobs/attachments/${own.id}`;
const blobs = (own = workspace) => (existsSync(folder(own)) ? readdirSync(folder(own)) : []);

describe("a file", () => {
  it("is kept as it came, told by its bytes, and served as what it is", async () => {
    const at = place("people", await newRecord());
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
    const at = place("companies", await newRecord("companies", { name: "Nord" }));
    const { body } = await upload(admin, at, "photo.png", content);
    expect(body).toMatchObject({ type, isImage: false });
    const { headers } = await admin.file(`/attachments/${body.id}/content`);
    expect(headers["content-type"]).toBe("application/octet-stream");
    expect(headers["content-disposition"]).toMatch(/^attachment;/);
  });

  it("is not taken when it is empty, too large, a program, or of another media type", async () => {
    const at = place("people", await newRecord());
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
    const ids = [
      await newRecord("people", {}, own.admin),
      await newRecord("people", {}, own.admin),
    ];
    for (const id of ids) {
      for (const name of ["a.txt", "b.txt"])
        await upload(own.admin, place("people", id), name, "same");
    }
    expect(blobs(own)).toEqual([createHash("sha256").update("same").digest("hex")]);
    const other = await ground.workspace();
    const theirs = await newRecord("people", {}, other.admin);
    await upload(other.admin, place("people", theirs), "a.txt", "same");
    expect(blobs(other)).toHaveLength(1);
  });

  it("leaves nothing behind when the disk is full", async () => {
    const kept = new Map<string, Buffer>();
    const full = new AppError("unavailable", "platform.disk_full", "The disk is full.");
    const missing = new AppError("not-found", "platform.blob_not_found", "Gone.");
    const disk = (room: number): Blobs => ({
      put: async (key, content) => {
        const parts: Buffer[] = [];
        for await (const part of content as Readable) parts.push(part as Buffer);
        if (kept.size >= room) throw full;
        kept.set(key, Buffer.concat(parts));
        return { key, sizeBytes: 0 };
      },
      get: async (key) => Readable.from([kept.get(key) ?? ""]),
      size: async (key) => {
        const found = kept.get(key);
        if (!found) throw missing;
        return found.length;
      },
      delete: async (key) => void kept.delete(key),
      list: () => {
        throw new Error("not used");
      },
      close: () => undefined,
    });
    for (const room of [0, 1]) {
      const content = Readable.from([Buffer.from("hello")]);
      const note = async () => undefined;
      const incoming = { content, fileName: "a.txt", maxBytes: 100, note };
      await expect(storeFile(disk(room), newId(), incoming)).rejects.toBe(full);
      expect(kept.size).toBe(0);
    }
  });
});

describe("what is left of uploads that came to nothing", () => {
  it("is removed: refused by the act after 30 days, cut off on the way after one", async () => {
    const own = await ground.workspace();
    const at = place("people", await newRecord("people", {}, own.admin));
    const { acts, attachments } = ground.first;
    const { perform } = acts;
    acts.perform = async () => {
      throw new AppError("conflict", "test.refused", "Refused.");
    };
    const refused = await upload(own.admin, at, "a.txt", "refused").finally(() => {
      acts.perform = perform;
    });
    expect(refused.status).toBe(409);
    const cut = (agoMs: number) => `incoming-${newIdAt(systemClock.nowMs() - agoMs)}`;
    const [old, fresh] = [cut(25 * 3_600_000), cut(3_600_000)];
    for (const name of [old, fresh]) writeFileSync(`${folder(own)}/${name}`, "half");
    await attachments.upkeep.round();
    const hash = createHash("sha256").update("refused").digest("hex");
    expect(blobs(own).toSorted()).toEqual([hash, fresh].toSorted());
    await ground.test.asOwner(
      "UPDATE attachments.files SET unused_since = unused_since - interval '31 days' WHERE workspace_id = $1",
      [own.id],
    );
    await attachments.upkeep.round();
    expect(blobs(own)).toEqual([fresh]);
  });

  it("is nothing where the record has as many files as it can, which is said before the bytes", async () => {
    const own = await ground.workspace();
    const personId = await newRecord("people", {}, own.admin);
    const at = place("people", personId);
    await upload(own.admin, at, "a.txt", "first");
    await copies(own, personId, 199);
    const before = blobs(own);
    const full = await upload(own.admin, at, "b.txt", "one too many");
    expect([full.status, full.body.code]).toEqual([409, "attachments.too_many"]);
    expect(blobs(own)).toEqual(before);
  });
});

/** More attachments of the record's first file. */
const copies = (own: Workspace, recordId: string, count: number) =>
  ground.test.asOwner(
    `INSERT INTO attachments.attachments
     SELECT workspace_id, gen_random_uuid(), object, record_id, file_name, sha256, type, bytes, uploaded_by, created_at
     FROM attachments.attachments, generate_series(1, $3::int) WHERE workspace_id = $1 AND record_id = $2`,
    [own.id, recordId, count],
  );

describe("changing files", () => {
  it("renames, deletes, and takes both back", async () => {
    const at = place("deals", await newRecord("deals", { name: "Deal" }));
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

  it("removes bytes 30 days after the last use, and says so to a late undo", async () => {
    const own = await ground.workspace();
    const [first, second] = [
      place("people", await newRecord("people", {}, own.admin)),
      place("people", await newRecord("people", {}, own.admin)),
    ];
    const a = (await upload(own.admin, first, "a.txt", "shared")).body;
    const b = (await upload(own.admin, second, "b.txt", "shared")).body;
    const age = () =>
      ground.test.asOwner(
        "UPDATE attachments.files SET unused_since = unused_since - interval '31 days' WHERE workspace_id = $1",
        [own.id],
      );
    await own.admin.remove(`/attachments/${a.id}`);
    await age();
    await ground.first.attachments.upkeep.round();
    expect(blobs(own)).toHaveLength(1);
    const last = await own.admin.remove(`/attachments/${b.id}`);
    await ground.first.attachments.upkeep.round();
    expect(blobs(own)).toHaveLength(1);
    await age();
    expect(await ground.first.attachments.upkeep.round()).toBeGreaterThan(0);
    expect(blobs(own)).toEqual([]);
    const late = await own.admin.post(`/undo/${last.act}`);
    expect([late.status, late.body.code]).toEqual([409, "attachments.bytes_gone"]);
    const again = await upload(own.admin, second, "b.txt", "shared");
    expect((await own.admin.file(`/attachments/${again.body.id}/content`)).status).toBe(200);
  });

  it("says plainly that bytes are lost", async () => {
    const own = await ground.workspace();
    const at = place("people", await newRecord("people", {}, own.admin));
    const { body } = await upload(own.admin, at, "a.txt", "lost");
    rmSync(`${folder(own)}/${body.sha256}`);
    const { status } = await own.admin.get(`/attachments/${body.id}/content`);
    expect(status).toBe(404);
  });

  it("moves with a merged record, and back when the merge is undone", async () => {
    const [survivorId, loserId] = [await newRecord(), await newRecord()];
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
    const ids = [
      await newRecord("people", {}, own.admin),
      await newRecord("people", {}, own.admin),
    ];
    for (const id of ids) {
      await upload(own.admin, place("people", id), "a.txt", "many");
      await copies(own, id, 150);
    }
    const [survivorId, loserId] = ids;
    const body = { object: "people", survivorId, loserIds: [loserId] };
    const merged = await own.admin.post("/merges", body);
    expect(merged.status, JSON.stringify(merged.body)).toBe(201);
    expect(await listed(own.admin, place("people", String(survivorId)))).toHaveLength(302);
    await own.admin.post(`/undo/${merged.act}`);
    expect(await listed(own.admin, place("people", String(loserId)))).toHaveLength(151);
  });

  it("leaves its bytes to upkeep, too, when its last two uses go at once", async () => {
    const own = await ground.workspace();
    const at = place("people", await newRecord("people", {}, own.admin));
    const made = [
      await upload(own.admin, at, "a.txt", "twice"),
      await upload(own.admin, at, "b.txt", "twice"),
    ];
    await Promise.all(made.map(({ body }) => own.admin.remove(`/attachments/${body.id}`)));
    const rows = await ground.test.asOwner(
      "SELECT sha256 FROM attachments.files WHERE workspace_id = $1 AND unused_since IS NOT NULL",
      [own.id],
    );
    expect(rows).toHaveLength(1);
  });

  it("stands in the record's story, page by page", async () => {
    const personId = await newRecord();
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
