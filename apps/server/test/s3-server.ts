// A small S3-compatible store in memory for tests: objects, ranges, listing in pages, multipart uploads.
// It refuses requests that are not signed and counts what is left half done. It does not check the
// signature's arithmetic; RAPPORT_TEST_S3_ENDPOINT runs the same suite against a real store.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

interface Call {
  method: string;
  key: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

export interface S3Server {
  endpoint: string;
  bucket: string;
  requests: string[];
  unfinishedUploads(): number;
  close(): Promise<void>;
}

const pageSize = 3;

export async function startS3Server(): Promise<S3Server> {
  const bucket = "test-bucket";
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    read(incoming)
      .then((call) => {
        requests.push(`${call.method} ${call.key}`);
        reply(outgoing, answer(call, objects, uploads));
      })
      .catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    requests,
    unfinishedUploads: () => uploads.size,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function read(incoming: IncomingMessage): Promise<Call> {
  const url = new URL(incoming.url ?? "/", "http://localhost");
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return {
    method: incoming.method ?? "",
    key: decodeURIComponent(url.pathname.split("/").slice(2).join("/")),
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(parts),
  };
}

function reply(outgoing: ServerResponse, { status, headers = {}, body = "" }: Answer): void {
  outgoing.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
  outgoing.end(status === 204 ? undefined : body);
}

type Objects = Map<string, Buffer>;
type Uploads = Map<string, Map<number, Buffer>>;

function answer(call: Call, objects: Objects, uploads: Uploads): Answer {
  if (!call.headers.authorization?.startsWith("AWS4-HMAC-SHA256 Credential=test-key/")) {
    return failure(403, "AccessDenied");
  }
  if (call.query.has("uploads") || call.query.has("uploadId"))
    return multipart(call, objects, uploads);
  if (call.method === "PUT") {
    objects.set(call.key, call.body);
    return { status: 200, headers: { etag: etag(call.body) } };
  }
  if (call.method === "DELETE") {
    objects.delete(call.key);
    return { status: 204 };
  }
  if (call.key === "") return listed(call, objects);
  return found(call, objects.get(call.key));
}

function found(call: Call, object: Buffer | undefined): Answer {
  if (!object) return failure(404, "NoSuchKey");
  if (call.method === "HEAD")
    return { status: 200, headers: { "content-length": `${object.length}` } };
  const start = Number(/^bytes=(\d+)-$/.exec(call.headers.range ?? "")?.[1] ?? 0);
  if (start > 0 && start >= object.length) return failure(416, "InvalidRange");
  return { status: start > 0 ? 206 : 200, body: object.subarray(start) };
}

function multipart(call: Call, objects: Objects, uploads: Uploads): Answer {
  const id =
    call.query.get("uploadId") ?? `upload-${uploads.size}-${call.key.replaceAll("/", "-")}`;
  if (call.query.has("uploads")) {
    uploads.set(id, new Map());
    return xml(
      `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    );
  }
  const parts = uploads.get(id);
  if (!parts) return failure(404, "NoSuchUpload");
  if (call.method === "PUT") {
    parts.set(Number(call.query.get("partNumber")), call.body);
    return { status: 200, headers: { etag: etag(call.body) } };
  }
  uploads.delete(id);
  if (call.method === "DELETE") return { status: 204 };
  return complete(call, objects, parts);
}

function complete(call: Call, objects: Objects, parts: Map<number, Buffer>): Answer {
  const named = [...call.body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)];
  const bodies = named.map(([, number]) => parts.get(Number(number)) ?? Buffer.alloc(0));
  const tooSmall = bodies.slice(0, -1).some((body) => body.length < 5 * 1024 * 1024);
  if (tooSmall || bodies.length !== parts.size) return failure(400, "EntityTooSmall");
  objects.set(call.key, Buffer.concat(bodies));
  return xml("<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>");
}

function listed(call: Call, objects: Objects): Answer {
  const prefix = call.query.get("prefix") ?? "";
  const after = call.query.get("continuation-token") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, pageSize);
  const contents = page.map(
    (key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length ?? 0}</Size></Contents>`,
  );
  const isTruncated = keys.length > page.length;
  const next = isTruncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
  return xml(
    `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`,
  );
}

function etag(body: Buffer): string {
  return `"${createHash("md5").update(body).digest("hex")}"`;
}

function xml(body: string): Answer {
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

function failure(status: number, code: string): Answer {
  return { ...xml(`<Error><Code>${code}</Code></Error>`), status };
}
