// Files as tests bring them: uploaded to a record of their own, and listed by it.
import { expect } from "vitest";
import type { Caller, RecordsGround } from "./records-ground.ts";

export const place = (object: string, recordId: string) => `object=${object}&recordId=${recordId}`;

export function upload(by: Caller, at: string, fileName: string, content: Buffer | string) {
  const path = `/attachments?${at}&fileName=${encodeURIComponent(fileName)}`;
  const octets = { "content-type": "application/octet-stream" };
  return by.call("POST", path, Buffer.from(content), octets);
}

export async function newRecord(
  by: Caller,
  object = "people",
  body: object = { firstName: "Ida" },
) {
  const made = await by.post(`/${object}`, body);
  expect(made.status).toBe(201);
  return String(made.body.id);
}

export const listed = async (by: Caller, at: string) =>
  (await by.get(`/attachments?${at}`)).body.data;

/** More attachments of the record's first file. */
export const copyFile = (ground: RecordsGround, recordId: string, count: number) =>
  ground.test.asOwner(
    `INSERT INTO attachments.attachments
     SELECT workspace_id, gen_random_uuid(), object, record_id, file_name, sha256, type, bytes, uploaded_by, created_at
     FROM attachments.attachments, generate_series(1, $2::int) WHERE record_id = $1`,
    [recordId, count],
  );
