// Which bytes are kept, and how long: those in use, for 30 days those that nothing uses any more, and none of an upload
// that was cut off.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { copyFile, newRecord, place, upload } from "../../../test/attachments-ground.ts";
import {
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
let own: Workspace;

beforeAll(async () => {
  ground = await openRecordsGround();
});

beforeEach(async () => {
  own = await ground.workspace();
});

afterAll(() => ground?.close());

const folder = () => `${ground.dataDir}/blobs/attachments/${own.id}`;
const blobs = () => (existsSync(folder()) ? readdirSync(folder()) : []);
const round = () => ground.first.attachments.upkeep.round();
/** As if what is not in use had been so for a month more. */
const age = () =>
  ground.test.asOwner(
    "UPDATE attachments.files SET unused_since = unused_since - interval '31 days' WHERE workspace_id = $1",
    [own.id],
  );

describe("what is left of uploads that came to nothing", () => {
  it("is removed: refused by the act after 30 days, cut off on the way after one", async () => {
    const at = place("people", await newRecord(own.admin));
    const { acts } = ground.first;
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
    for (const name of [old, fresh]) writeFileSync(`${folder()}/${name}`, "half");
    await round();
    const hash = createHash("sha256").update("refused").digest("hex");
    expect(blobs().toSorted()).toEqual([hash, fresh].toSorted());
    await age();
    await round();
    expect(blobs()).toEqual([fresh]);
  });

  it("is nothing where the record has as many files as it can, which is said before the bytes", async () => {
    const personId = await newRecord(own.admin);
    const at = place("people", personId);
    await upload(own.admin, at, "a.txt", "first");
    await copyFile(ground, personId, 199);
    const before = blobs();
    const full = await upload(own.admin, at, "b.txt", "one too many");
    expect([full.status, full.body.code]).toEqual([409, "attachments.too_many"]);
    expect(blobs()).toEqual(before);
  });
});

describe("bytes", () => {
  it("go 30 days after the last use, and a late undo is told so", async () => {
    const [first, second] = [
      place("people", await newRecord(own.admin)),
      place("people", await newRecord(own.admin)),
    ];
    const a = (await upload(own.admin, first, "a.txt", "shared")).body;
    const b = (await upload(own.admin, second, "b.txt", "shared")).body;
    await own.admin.remove(`/attachments/${a.id}`);
    await age();
    await round();
    expect(blobs()).toHaveLength(1);
    const last = await own.admin.remove(`/attachments/${b.id}`);
    await round();
    expect(blobs()).toHaveLength(1);
    await age();
    expect(await round()).toBeGreaterThan(0);
    expect(blobs()).toEqual([]);
    const late = await own.admin.post(`/undo/${last.act}`);
    expect([late.status, late.body.code]).toEqual([409, "attachments.bytes_gone"]);
    const again = await upload(own.admin, second, "b.txt", "shared");
    expect((await own.admin.file(`/attachments/${again.body.id}/content`)).status).toBe(200);
  });

  it("that are lost are missing plainly", async () => {
    const at = place("people", await newRecord(own.admin));
    const { body } = await upload(own.admin, at, "a.txt", "lost");
    rmSync(`${folder()}/${body.sha256}`);
    const { status } = await own.admin.get(`/attachments/${body.id}/content`);
    expect(status).toBe(404);
  });

  it("are noted as not in use, too, when their last two uses go at once", async () => {
    const at = place("people", await newRecord(own.admin));
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

  it("stay nowhere when the disk is full", async () => {
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
