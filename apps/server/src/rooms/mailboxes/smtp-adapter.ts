// Replies as mails. Our message's id is in the Message-ID, so that the answer finds its thread; a server that broke off
// after it had the text may have taken it, and then nobody knows: that is said, never tried again blindly.
import { domainToASCII } from "node:url";
import type { Blobs } from "../../platform/blobs.ts";
import { isAppError } from "../../platform/errors.ts";
import type { Logger } from "../../platform/logger.ts";
import { outcomeOf } from "../../platform/mail.ts";
import type { Outbound } from "../../platform/outbound.ts";
import type { ChannelAdapter, Delivery, OutboundMessage } from "../channels/index.ts";
import { placeOf, smtpPorts } from "./imap.ts";
import { type Mailbox, mailboxOf } from "./mailbox.ts";
import { writtenId } from "./same-mail.rules.ts";

const setUpMs = 15_000;
const sendMs = 120_000;
const mostReferences = 20;

export interface SmtpDeps {
  outbound: Pick<Outbound, "addressOf">;
  blobs: Pick<Blobs, "get">;
  logger: Logger;
}

export const messageIdFor = (messageId: string, address: string): string =>
  `${messageId}@${address.split("@")[1] ?? "rapport"}`;

export function createSmtpAdapter(deps: SmtpDeps): ChannelAdapter {
  return {
    kind: "email",
    deliver: async (channel, message) => {
      if (!message.to.address) return { kind: "refused", reason: "no_recipient", permanent: true };
      const mailbox = mailboxOf(channel);
      try {
        const refused = await send(deps, mailbox, message);
        return outcomeFor(message, messageIdFor(message.messageId, mailbox.address), refused);
      } catch (error) {
        deps.logger.warn({ error, messageId: message.messageId }, "A reply was not taken as mail");
        return deliveryOf(error);
      }
    },
  };
}

/** As mail servers are told it: a domain in its own letters has another name there. */
const onTheWire = (address: string): string => {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1).toLowerCase();
  return `${address.slice(0, at).toLowerCase()}@${domainToASCII(domain) || domain}`;
};

type Refusal = Exclude<Delivery, { kind: "delivered" }>;

/** The server took it for some of them: for the customer, or only for others. */
export function outcomeFor(
  { to, cc = [] }: Pick<OutboundMessage, "to" | "cc">,
  providerId: string,
  refused: ReadonlyMap<string, Refusal>,
): Delivery {
  const whyNot = refused.get(onTheWire(to.address ?? ""));
  if (whyNot?.kind === "refused")
    return { ...whyNot, providerId, reason: `${whyNot.reason} The others on it have it.` };
  const missed = cc.flatMap(({ address }) => {
    const why = refused.get(onTheWire(address));
    return why === undefined ? [] : [`${address} did not get it: ${why.reason}`];
  });
  return missed.length === 0
    ? { kind: "delivered", providerId }
    : { kind: "delivered", providerId, missed: missed.join(" ") };
}

function deliveryOf(error: unknown): Refusal {
  if (isAppError(error)) return { kind: "refused", reason: error.message, permanent: false };
  const outcome = outcomeOf(error);
  if (outcome.kind === "refused")
    return { kind: "refused", reason: outcome.reason, permanent: outcome.isPermanent };
  return { kind: "unknown", reason: outcome.kind === "unknown" ? outcome.reason : "" };
}

function subjectOf({ subject, inReplyTo }: OutboundMessage): string {
  const line = subject ?? "";
  return inReplyTo.length === 0 || /^re:/i.test(line) ? line : `Re: ${line}`.trim();
}

/** Ids of our own for mails without one, or with another's, are told to nobody. */
export const referencesOf = ({ inReplyTo }: Pick<OutboundMessage, "inReplyTo">): string[] =>
  inReplyTo
    .flatMap((id) => writtenId(id) ?? [])
    .slice(-mostReferences)
    .map((id) => `<${id}>`);

/** Without it, machines that get a mail that nobody wrote answer it, and are answered (RFC 3834). */
export function automaticHeaders({
  automatic,
  inReplyTo,
}: Pick<OutboundMessage, "automatic" | "inReplyTo">): Record<string, string> {
  if (!automatic) return {};
  return { "Auto-Submitted": inReplyTo.length > 0 ? "auto-replied" : "auto-generated" };
}

const asAddress = ({ address, name }: OutboundMessage["to"]) => ({
  name: name ?? "",
  address: address ?? "",
});

/** The transport of one mail: kept connections would have to be told of changed settings. */
export async function openTransport(outbound: SmtpDeps["outbound"], { smtp, password }: Mailbox) {
  const place = await placeOf(outbound, smtp, smtpPorts);
  const { createTransport } = await import("nodemailer");
  return createTransport({
    host: place.host,
    port: place.port,
    secure: place.secure,
    requireTLS: smtp.security === "starttls",
    ignoreTLS: smtp.security === "none",
    tls: { servername: place.servername },
    ...(smtp.user === "" ? {} : { auth: { user: smtp.user, pass: password } }),
    connectionTimeout: setUpMs,
    greetingTimeout: setUpMs,
    socketTimeout: sendMs,
    // A URL or a path in a text must never make the server read it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Answers whom of them the server refused while it took the mail for others, and what it said. */
async function send(
  deps: SmtpDeps,
  mailbox: Mailbox,
  message: OutboundMessage,
): Promise<ReadonlyMap<string, Refusal>> {
  const transport = await openTransport(deps.outbound, mailbox);
  try {
    const references = referencesOf(message);
    const { rejectedErrors = [] } = await transport.sendMail({
      from: { name: mailbox.senderName, address: mailbox.address },
      to: asAddress(message.to),
      cc: (message.cc ?? []).map(asAddress),
      ...(message.othersHaveIt
        ? { envelope: { from: mailbox.address, to: message.to.address ?? "" } }
        : {}),
      subject: subjectOf(message),
      text: message.text,
      headers: automaticHeaders(message),
      messageId: `<${messageIdFor(message.messageId, mailbox.address)}>`,
      ...(references.length > 0
        ? { inReplyTo: references.at(-1) ?? "", references: references.join(" ") }
        : {}),
      attachments: await Promise.all(
        message.attachments.map(async ({ name, mediaType, blobKey }) => ({
          filename: name,
          contentType: mediaType,
          content: await deps.blobs.get(blobKey),
        })),
      ),
    });
    return new Map(
      rejectedErrors.map((error) => [onTheWire(error.recipient ?? ""), deliveryOf(error)]),
    );
  } finally {
    transport.close();
  }
}
