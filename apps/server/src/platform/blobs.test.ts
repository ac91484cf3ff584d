import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type S3Server, startS3Server } from "../../test/s3-server.ts";
import { type Blobs, createBlobs } from "./blobs.ts";

const noS3 = { url: "", endpoint: "", region: "us-east-1", accessKey: "", secretKey: "" };

async function keysOf(blobs: Blobs, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const blob of blobs.list(prefix)) keys.push(blob.key);
  return keys;
}

/** What every store must do; run against each. */
function contract(open: () => Blobs) {
  test("what was put is got back, from bytes and from a stream", async () => {
    const blobs = open();
    const bytes = randomBytes(300_000);
    expect(await blobs.put("a/bytes.bin", bytes)).toEqual({
      key: "a/bytes.bin",
      sizeBytes: 300_000,
    });
    const pieces = [bytes.subarray(0, 1000), bytes.subarray(1000)];
    expect((await blobs.put("a/stream.bin", Readable.from(pieces))).sizeBytes).toBe(300_000);
    expect(await buffer(await blobs.get("a/stream.bin"))).toEqual(bytes);
    expect(await buffer(await blobs.get("a/bytes.bin", 299_990))).toEqual(bytes.subarray(299_990));
    expect(await buffer(await blobs.get("a/bytes.bin", 300_000))).toEqual(Buffer.alloc(0));
    expect(await blobs.size("a/bytes.bin")).toBe(300_000);
  });

  test("an empty file is a file", async () => {
    const blobs = open();
    await blobs.put("empty", new Uint8Array());
    expect(await blobs.size("empty")).toBe(0);
    expect(await buffer(await blobs.get("empty"))).toHaveLength(0);
    await blobs.delete("empty");
  });

  test("a file larger than a part arrives whole", async () => {
    const blobs = open();
    const piece = randomBytes(1024 * 1024 + 13);
    const pieces = Array.from({ length: 36 }, () => piece);
    const { sizeBytes } = await blobs.put("large", Readable.from(pieces));
    expect(sizeBytes).toBe(piece.length * 36);
    expect((await buffer(await blobs.get("large"))).equals(Buffer.concat(pieces))).toBe(true);
    await blobs.delete("large");
  });

  test("putting again replaces", async () => {
    const blobs = open();
    await blobs.put("again", Buffer.from("first, and longer"));
    await blobs.put("again", Buffer.from("second"));
    expect((await buffer(await blobs.get("again"))).toString()).toBe("second");
    await blobs.delete("again");
  });

  test("a stream that fails leaves what was there before, and nothing new", async () => {
    const blobs = open();
    await blobs.put("kept", Buffer.from("before"));
    const failing = async function* () {
      yield randomBytes(20 * 1024 * 1024);
      throw new Error("connection lost");
    };
    for (const key of ["kept", "never"]) {
      await expect(blobs.put(key, Readable.from(failing()))).rejects.toThrow("connection lost");
    }
    expect((await buffer(await blobs.get("kept"))).toString()).toBe("before");
    await expect(blobs.size("never")).rejects.toMatchObject({ code: "platform.blob_not_found" });
    await blobs.delete("kept");
  });

  test("what is not there is said so; deleting it is no error", async () => {
    const blobs = open();
    await expect(blobs.get("missing")).rejects.toMatchObject({ code: "platform.blob_not_found" });
    await expect(blobs.size("missing/deeper")).rejects.toMatchObject({
      code: "platform.blob_not_found",
    });
    await blobs.delete("missing");
  });

  test("keys are listed in order under a prefix", async () => {
    const blobs = open();
    const keys = ["l/a.1", "l/a/1", "l/a/2", "l/a0", "l/b", "l/c/d/e", "m/x"];
    for (const key of keys) await blobs.put(key, Buffer.from(key));
    expect(await keysOf(blobs, "l/")).toEqual(keys.slice(0, 6));
    expect(await keysOf(blobs, "l/a/")).toEqual(["l/a/1", "l/a/2"]);
    expect(await keysOf(blobs, "nothing/")).toEqual([]);
    for (const key of keys) await blobs.delete(key);
    expect(await keysOf(blobs, "l/")).toEqual([]);
  });

  test.each([
    "../outside",
    "a/../../outside",
    "/etc/passwd",
    "a//b",
    "a/",
    "",
    ".hidden",
    "a/.unfinished-1",
    "a\\b",
    "a\0b",
    "a b",
    "%2e%2e/x",
    "x".repeat(501),
  ])("the key %j is refused everywhere", async (key) => {
    const blobs = open();
    const refusal = { code: "platform.blob_key" };
    await expect(blobs.put(key, Buffer.from("x"))).rejects.toMatchObject(refusal);
    await expect(blobs.get(key)).rejects.toMatchObject(refusal);
    await expect(blobs.size(key)).rejects.toMatchObject(refusal);
    await expect(blobs.delete(key)).rejects.toMatchObject(refusal);
  });
}

describe("folder", () => {
  let dataDir = "";
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "rapport-blobs-"));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  contract(() => createBlobs({ dataDir, blobs: noS3 }));

  test("files that a crash left unfinished are not listed", async () => {
    const blobs = createBlobs({ dataDir, blobs: noS3 });
    await mkdir(join(dataDir, "blobs/crash"), { recursive: true });
    await writeFile(join(dataDir, "blobs/crash/.unfinished-1"), "half");
    expect(await keysOf(blobs, "crash")).toEqual([]);
  });

  test("a failed upload leaves no file behind", async () => {
    const blobs = createBlobs({ dataDir, blobs: noS3 });
    const failing = Readable.from(
      (async function* () {
        yield Buffer.from("half");
        throw new Error("lost");
      })(),
    );
    await expect(blobs.put("clean/file", failing)).rejects.toThrow("lost");
    expect(await readdir(join(dataDir, "blobs/clean"))).toEqual([]);
  });
});

describe("S3", () => {
  // A real store may be named instead; its bucket must exist.
  const real = process.env.RAPPORT_TEST_S3_ENDPOINT;
  let server: S3Server | undefined;
  let blobs: Blobs;
  beforeAll(async () => {
    server = real ? undefined : await startS3Server();
    blobs = createBlobs({
      dataDir: "/nowhere",
      blobs: {
        url: `s3://${server?.bucket ?? process.env.RAPPORT_TEST_S3_BUCKET}/some/prefix`,
        endpoint: server?.endpoint ?? real ?? "",
        region: "us-east-1",
        accessKey: process.env.RAPPORT_TEST_S3_ACCESS_KEY ?? "test-key",
        secretKey: process.env.RAPPORT_TEST_S3_SECRET_KEY ?? "test-secret",
      },
    });
  });
  afterAll(async () => {
    blobs.close();
    await server?.close();
  });

  contract(() => blobs);

  test("everything lies under the prefix, and no upload is left unfinished", async () => {
    await blobs.put("one", Buffer.from("1"));
    await blobs.delete("one");
    expect(server?.unfinishedUploads() ?? 0).toBe(0);
    const outside =
      server?.requests.filter((line) => !/^\w+ (?:some\/prefix\/|$)/.test(line)) ?? [];
    expect(outside).toEqual([]);
  });
});

test("an address of no store is refused with the setting's name", () => {
  for (const url of ["s3://", "https://bucket", "s3://UPPER/x"]) {
    expect(() => createBlobs({ dataDir: "/nowhere", blobs: { ...noS3, url } })).toThrow(
      "RAPPORT_BLOBS_URL",
    );
  }
});
