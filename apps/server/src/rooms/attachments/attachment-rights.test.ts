// Files follow their record: seen by who sees it, changed by who may change it, and nothing to all others.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newRecord, place, upload } from "../../../test/attachments-ground.ts";
import {
  type Caller,
  everything,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  admin = workspace.admin;
});

afterAll(() => ground?.close());

describe("rights on files", () => {
  it("follow the record, notes too; foreign and hidden ones never were", async () => {
    const noteId = await newRecord(admin, "notes", { body: "Secret" });
    const at = place("notes", noteId);
    const { body, act } = await upload(admin, at, "a.txt", "secret bytes");
    const path = `/attachments/${body.id}`;
    const own = { ...everything, read: "own", update: "own" } as const;
    const none = { ...everything, read: "none" } as const;
    const blind = [
      workspace.as({ permissions: { objects: { "*": own } } }),
      workspace.as({ permissions: { objects: { "*": everything, notes: none } } }),
      (await ground.workspace()).admin,
    ];
    const plain = ({ status, body: told }: { status: number; body: { detail: string } }) => [
      status,
      told.detail,
    ];
    for (const who of blind) {
      const never = newId();
      const nowhere = plain(await who.get(`/attachments/${never}`));
      for (const answer of [
        await who.get(path),
        await who.get(`${path}/content`),
        await who.patch(path, { fileName: "x" }),
        await who.remove(path),
      ]) {
        expect(plain(answer)).toEqual(nowhere);
      }
      const noPlace = place("notes", never);
      const lists = [await who.get(`/attachments?${at}`), await who.get(`/attachments?${noPlace}`)];
      expect(plain(lists[0] as never)).toEqual(plain(lists[1] as never));
      const uploads = [await upload(who, at, "x", "y"), await upload(who, noPlace, "x", "y")];
      expect(plain(uploads[0] as never)).toEqual(plain(uploads[1] as never));
      expect(uploads[0]?.status).toBe(404);
      const undone = await who.post(`/undo/${act}`);
      expect(undone.status === 404 || undone.body.undone === 0).toBe(true);
    }
    const readOnly = { ...everything, update: "none" } as const;
    const reader = workspace.as({ permissions: { objects: { "*": readOnly } } });
    expect((await reader.get(path)).body.mayChange).toBe(false);
    expect((await reader.remove(path)).status).toBe(403);
    expect((await upload(reader, at, "x", "y")).status).toBe(403);
  });

  it("cannot be had by naming a hash or somebody's upload", async () => {
    const recordId = await newRecord(admin);
    const act = ground.first.acts.perform(admin.ctx, "attachments.add", {
      object: "people",
      recordId,
      uploadId: newId(),
    });
    await expect(act).rejects.toMatchObject({ kind: "not-found" });
  });
});
