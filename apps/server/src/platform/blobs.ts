// Files that are no rows: uploads, exports, models. One interface over a folder or an S3-compatible
// store. Keys are short, made by the server, and checked all the same. A reader never sees half a file:
// it appears under its key whole or not at all. Streams throughout, so no file has to fit in memory.
import type { Blobs } from "./blob-store.ts";
import { createFolderBlobs } from "./blobs-folder.ts";
import type { Config } from "./config.ts";
import { invalid } from "./errors.ts";

export type { BlobInfo, Blobs } from "./blob-store.ts";

export function createBlobs(config: Pick<Config, "dataDir" | "blobs">): Blobs {
  const { url } = config.blobs;
  if (!url) return withCheckedKeys(createFolderBlobs(`${config.dataDir}/blobs`));
  const s3 = /^s3:\/\/([a-z\d][a-z\d.-]{1,61}[a-z\d])(?:\/(.*))?$/.exec(url);
  if (!s3) {
    throw invalid(
      "platform.blobs_url",
      "RAPPORT_BLOBS_URL must be empty or look like s3://bucket/prefix.",
    );
  }
  const [, bucket = "", prefix = ""] = s3;
  const settings = { ...config.blobs, bucket, prefix: prefix.replace(/\/+$/, "") };
  // Loaded at first use: the S3 client is large, and most installations have none.
  return withCheckedKeys(
    lazily(async () => (await import("./blobs-s3.ts")).createS3Blobs(settings)),
  );
}

const keyShape = /^[A-Za-z\d][\w.-]*(?:\/[A-Za-z\d][\w.-]*)*$/;

function checkKey(key: string): void {
  if (key.length > 500 || !keyShape.test(key)) {
    throw invalid(
      "platform.blob_key",
      "A file's key has letters, digits, '.', '_', '-' and '/' only.",
    );
  }
}

function checkPrefix(prefix: string): void {
  if (prefix !== "") checkKey(prefix.replace(/\/$/, ""));
}

function withCheckedKeys(blobs: Blobs): Blobs {
  return {
    async put(key, content) {
      checkKey(key);
      return blobs.put(key, content);
    },
    async get(key, fromByte) {
      checkKey(key);
      return blobs.get(key, fromByte);
    },
    async size(key) {
      checkKey(key);
      return blobs.size(key);
    },
    async delete(key) {
      checkKey(key);
      return blobs.delete(key);
    },
    async *list(prefix) {
      checkPrefix(prefix);
      yield* blobs.list(prefix);
    },
    close: () => blobs.close(),
  };
}

function lazily(open: () => Promise<Blobs>): Blobs {
  let opened: Promise<Blobs> | undefined;
  const blobs = () => {
    opened ??= open();
    return opened;
  };
  return {
    put: async (key, content) => (await blobs()).put(key, content),
    get: async (key, fromByte) => (await blobs()).get(key, fromByte),
    size: async (key) => (await blobs()).size(key),
    delete: async (key) => (await blobs()).delete(key),
    async *list(prefix) {
      yield* (await blobs()).list(prefix);
    },
    close() {
      opened?.then((store) => store.close()).catch(() => undefined);
    },
  };
}
