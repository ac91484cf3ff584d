// The receiver of the measurement, run as a process of its own: checks each signature with the public library,
// refuses a part of the calls by chance, and keeps in which order it took what. Speaks JSON with its parent.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

interface Tally {
  calls: number;
  taken: number;
  repeated: number;
  outOfOrder: number;
  badSignatures: number;
}

let webhook: Webhook | null = null;
let failing = 0;
let chance = 12_345;
const tally: Tally = { calls: 0, taken: 0, repeated: 0, outOfOrder: 0, badSignatures: 0 };
const takenIds = new Set<string>();
const versions = new Map<string, number>();

function nextChance(): number {
  chance = (Math.imul(chance, 1_664_525) + 1_013_904_223) >>> 0;
  return chance / 0x1_0000_0000;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

/** A later version of a record must not be taken before an earlier one. */
function take(id: string, body: { data: { id: string; version: number } }): void {
  if (takenIds.has(id)) {
    tally.repeated += 1;
    return;
  }
  takenIds.add(id);
  tally.taken += 1;
  const { id: recordId, version } = body.data;
  if (version !== (versions.get(recordId) ?? 0) + 1) tally.outOfOrder += 1;
  versions.set(recordId, version);
}

function isGenuine(text: string, headers: Record<string, string>): boolean {
  try {
    // The clock of the measurement runs ahead, so the time is that of the message.
    const sentAt = new Date(Number(headers["webhook-timestamp"]) * 1000);
    const wanted = webhook?.sign(headers["webhook-id"] ?? "", sentAt, text) ?? "";
    return (headers["webhook-signature"] ?? "").split(" ").includes(wanted);
  } catch {
    return false;
  }
}

function statusFor(text: string, headers: Record<string, string>): number {
  tally.calls += 1;
  if (!isGenuine(text, headers)) tally.badSignatures += 1;
  if (nextChance() < failing) return 500;
  take(headers["webhook-id"] ?? "", JSON.parse(text));
  return 204;
}

const server = createServer((request, response) => {
  textOf(request).then(
    (text) => {
      const status = statusFor(text, request.headers as Record<string, string>);
      response.writeHead(status).end();
    },
    () => response.destroy(),
  );
});
server.listen(0, "127.0.0.1", () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});

process.on("message", (asked: { secret?: string; failing?: number }) => {
  if (asked.secret !== undefined) webhook = new Webhook(asked.secret);
  if (asked.failing !== undefined) failing = asked.failing;
  process.send?.({ tally });
});
process.on("disconnect", () => process.exit(0));
