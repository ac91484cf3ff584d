// The IMAP side of a mailbox. It only ever reads: folders are opened for looking (EXAMINE), so nothing is marked as
// read, moved or deleted on the server. Everything has a deadline; what a server says about sizes is not believed.
import { ImapFlow } from "imapflow";
import { AppError } from "../../platform/errors.ts";
import type { Outbound } from "../../platform/outbound.ts";
import { isPublicAddress } from "../../platform/outbound-addresses.ts";
import type { Mailbox, MailServer } from "./mailbox.ts";

const connectMs = 15_000;
const silentMs = 60_000;
export const largestMailBytes = 40 * 1024 * 1024;
const mostAtOnceBytes = 8 * 1024 * 1024;
const mostAtOnce = 50;

export const imapPorts = [143, 993] as const;
export const smtpPorts = [25, 465, 587, 2525] as const;

export interface Envelope {
  uid: number;
  bytes: number;
}

export interface FetchedMail extends Envelope {
  /** Null: it was too large to be fetched, or went while we looked. */
  raw: Uint8Array | null;
}

export interface OpenFolder {
  path: string;
  uidValidity: number;
  /** Numbers of all mails since the day of the start, ascending. */
  uids(): Promise<number[]>;
  /** In the order of their numbers, a few at a time. */
  mails(uids: readonly number[]): AsyncGenerator<FetchedMail>;
}

export interface ImapSession {
  open(path: string): Promise<OpenFolder>;
  folders(): Promise<string[]>;
  /** Calls back when the server tells that something came into the open folder, and when the connection ended. */
  onNews(listener: () => void): void;
  isUsable(): boolean;
  close(): Promise<void>;
}

/** To this address and no other; the name is for the certificate. */
export async function placeOf(
  outbound: Pick<Outbound, "addressOf">,
  { host, port, security }: MailServer,
  ports: readonly number[],
) {
  const address = await outbound.addressOf(host, port, ports);
  if (security === "none" && isPublicAddress(address)) throw needsEncryption(host);
  return { host: address, port, secure: security === "tls", servername: host };
}

export async function openImap(
  outbound: Pick<Outbound, "addressOf">,
  mailbox: Mailbox,
): Promise<ImapSession> {
  const { imap, password, since } = mailbox;
  const place = await placeOf(outbound, imap, imapPorts);
  const client = new ImapFlow({
    ...place,
    doSTARTTLS: imap.security === "starttls",
    tls: { servername: place.servername },
    auth: { user: imap.user, pass: password },
    logger: false,
    clientInfo: { name: "Rapport" },
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: silentMs * 5,
    maxLiteralSize: largestMailBytes + 1024 * 1024,
    autoIdleDelay: 500,
    maxIdleTime: 4 * 60_000,
  });
  // Without a listener an error of the connection would end the process; whoever waits for an answer gets it too.
  client.on("error", () => undefined);
  try {
    await withDeadline(client.connect(), 2 * connectMs);
  } catch (error) {
    client.close();
    throw explained(error, imap);
  }

  async function open(path: string): Promise<OpenFolder> {
    const folder = await withDeadline(client.mailboxOpen(path, { readOnly: true }), silentMs);
    return {
      path,
      uidValidity: Number(folder.uidValidity),
      uids: async () => {
        const found = await withDeadline(client.search({ since }, { uid: true }), silentMs);
        return Array.isArray(found) ? found.sort((a, b) => a - b) : [];
      },
      mails: (uids) => mailsOf(client, uids),
    };
  }

  return {
    open,
    folders: async () => {
      const listed = await withDeadline(client.list(), silentMs);
      return listed.filter(({ flags }) => !flags.has("\\Noselect")).map(({ path }) => path);
    },
    onNews: (listener) => {
      client.on("exists", listener).on("close", listener);
    },
    isUsable: () => client.usable,
    close: async () => {
      await withDeadline(client.logout(), 2000).catch(() => undefined);
      client.close();
    },
  };
}

async function* mailsOf(client: ImapFlow, uids: readonly number[]): AsyncGenerator<FetchedMail> {
  for (let from = 0; from < uids.length; from += mostAtOnce) {
    const some = uids.slice(from, from + mostAtOnce);
    const sized = await withDeadline(
      client.fetchAll(some.join(","), { uid: true, size: true }, { uid: true }),
      silentMs,
    );
    const envelopes = sized
      .map(({ uid, size = 0 }) => ({ uid, bytes: size }))
      .sort((a, b) => a.uid - b.uid);
    for (const batch of batchesOf(envelopes)) yield* fetchBatch(client, batch);
  }
}

async function* fetchBatch(client: ImapFlow, batch: readonly Envelope[]) {
  const wanted = batch.filter(({ bytes }) => bytes <= largestMailBytes);
  const fetched =
    wanted.length === 0
      ? []
      : await withDeadline(
          client.fetchAll(
            wanted.map(({ uid }) => uid).join(","),
            { uid: true, source: { maxLength: largestMailBytes } },
            { uid: true },
          ),
          silentMs * 5,
        );
  const byUid = new Map(fetched.map((one) => [one.uid, one.source]));
  for (const envelope of batch) yield { ...envelope, raw: byUid.get(envelope.uid) ?? null };
}

/** As many as together are not too large; a large one comes alone. */
export function batchesOf(envelopes: readonly Envelope[]): Envelope[][] {
  const batches: Envelope[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const envelope of envelopes) {
    if (bytes + envelope.bytes > mostAtOnceBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(envelope);
    bytes += envelope.bytes;
  }
  return batches;
}

export async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("The mail server did not answer in time.")), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const needsEncryption = (host: string) =>
  new AppError(
    "invalid",
    "mailboxes.needs_encryption",
    `The password would go to ${host} unencrypted. Choose TLS or STARTTLS.`,
  );

interface ImapError {
  authenticationFailed?: boolean;
  code?: string;
  responseText?: string;
}

/** What whoever set it up can do about it. */
function explained(error: unknown, { host, port }: MailServer): AppError {
  const { authenticationFailed, code = "", responseText } = error as ImapError;
  const words = () => {
    if (authenticationFailed)
      return `The mail server refuses the name or the password${responseText ? ` ("${responseText.slice(0, 200)}")` : ""}. Enter them again.`;
    if (/CERT|SELF_SIGNED|ALTNAME/.test(code))
      return `The certificate of ${host} is not valid (${code}). Check the host's name.`;
    return `${host}, port ${port}, could not be reached${code ? ` (${code})` : ""}. Check host, port and security.`;
  };
  return new AppError("unavailable", "mailboxes.cannot_connect", words(), {}, error);
}
