// Blobs in an S3-compatible store. Small files go in one request; larger ones in parts, so that a
// stream of unknown length needs no more memory than one part, and an aborted upload leaves nothing
// behind. Loaded only when such a store is configured.
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { asReadable, type BlobInfo, type Blobs, blobNotFound } from "./blob-store.ts";

export interface S3Settings {
  bucket: string;
  prefix: string;
  endpoint: string;
  region: string;
  accessKey: string;
  secretKey: string;
}

/** S3 takes 10,000 parts of at least 5 MiB: 156 GiB with this size. */
const partBytes = 16 * 1024 * 1024;

interface Place {
  Bucket: string;
  Key: string;
}

export function createS3Blobs(settings: S3Settings): Blobs {
  const client = createClient(settings);
  const root = settings.prefix ? `${settings.prefix}/` : "";
  const placeOf = (key: string): Place => ({ Bucket: settings.bucket, Key: root + key });
  return {
    put: async (key, content) => ({ key, sizeBytes: await put(client, placeOf(key), content) }),
    get: (key, fromByte = 0) => get(client, placeOf(key), fromByte),
    size: (key) => size(client, placeOf(key)),
    async delete(key) {
      await client.send(new DeleteObjectCommand(placeOf(key)));
    },
    list: (prefix) => list(client, { bucket: settings.bucket, root }, prefix),
    close: () => client.destroy(),
  };
}

function createClient(settings: S3Settings): S3Client {
  const { accessKey, secretKey, endpoint, region } = settings;
  return new S3Client({
    region,
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    // Without keys the client finds those of the machine's role.
    ...(accessKey ? { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } } : {}),
    // Many compatible stores do not know the newer checksum headers.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

async function put(
  client: S3Client,
  place: Place,
  content: Readable | Uint8Array,
): Promise<number> {
  const parts = inParts(asReadable(content));
  const first = await parts.next();
  const bytes = first.done ? Buffer.alloc(0) : first.value;
  if (bytes.length < partBytes) {
    await client.send(new PutObjectCommand({ ...place, Body: bytes, ContentLength: bytes.length }));
    return bytes.length;
  }
  return putInParts(client, place, bytes, parts);
}

async function putInParts(
  client: S3Client,
  place: Place,
  first: Buffer,
  rest: AsyncIterable<Buffer>,
): Promise<number> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
  const upload = { ...place, UploadId };
  try {
    const done: CompletedPart[] = [];
    let sizeBytes = 0;
    for await (const bytes of startingWith(first, rest)) {
      const PartNumber = done.length + 1;
      const part = { ...upload, PartNumber, Body: bytes, ContentLength: bytes.length };
      const { ETag } = await client.send(new UploadPartCommand(part));
      done.push({ ETag, PartNumber });
      sizeBytes += bytes.length;
    }
    const whole = { ...upload, MultipartUpload: { Parts: done } };
    await client.send(new CompleteMultipartUploadCommand(whole));
    return sizeBytes;
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

/** Buffers of exactly one part's size; only the last is shorter. */
async function* inParts(content: Readable): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const piece of content) {
    let bytes = Buffer.from(piece as Uint8Array | string);
    while (heldBytes + bytes.length >= partBytes) {
      const taken = partBytes - heldBytes;
      yield Buffer.concat([...held, bytes.subarray(0, taken)]);
      bytes = bytes.subarray(taken);
      held = [];
      heldBytes = 0;
    }
    if (bytes.length > 0) held.push(bytes);
    heldBytes += bytes.length;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

async function get(client: S3Client, place: Place, fromByte: number): Promise<Readable> {
  try {
    const range = fromByte > 0 ? { Range: `bytes=${fromByte}-` } : {};
    const { Body } = await client.send(new GetObjectCommand({ ...place, ...range }));
    return Body as Readable;
  } catch (error) {
    if (statusOf(error) === 416) return Readable.from([]);
    throw explain(error);
  }
}

async function size(client: S3Client, place: Place): Promise<number> {
  try {
    const { ContentLength } = await client.send(new HeadObjectCommand(place));
    return ContentLength ?? 0;
  } catch (error) {
    throw explain(error);
  }
}

async function* list(
  client: S3Client,
  store: { bucket: string; root: string },
  prefix: string,
): AsyncGenerator<BlobInfo> {
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: store.bucket,
        Prefix: store.root + prefix,
        ContinuationToken: token,
      }),
    );
    for (const { Key = "", Size = 0 } of page.Contents ?? []) {
      yield { key: Key.slice(store.root.length), sizeBytes: Size };
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token);
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

function explain(error: unknown): unknown {
  return statusOf(error) === 404 ? blobNotFound(error) : error;
}
