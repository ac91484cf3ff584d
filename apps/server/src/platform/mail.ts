// The system's own mail: invitations and password resets, over RAPPORT_SMTP_URL. Without one, nothing
// is sent and the caller hands the link over another way. Mail to customers goes through channels.
// Never called inside a transaction: a mail server may take its time.
import type { Transporter } from "nodemailer";
import { inTransaction } from "./db/index.ts";
import { AppError } from "./errors.ts";
import type { Logger } from "./logger.ts";

export interface MailMessage {
  to: string;
  subject: string;
  text: string;
}

/** `unknown`: the server may have taken it, so that sending it again could send it twice. */
export type MailOutcome =
  | { kind: "sent" }
  | { kind: "refused"; isPermanent: boolean; reason: string }
  | { kind: "unknown"; reason: string };

export interface Mail {
  readonly isConfigured: boolean;
  /** Sends and says what became of it; `id` lets receivers recognise a letter that came twice. */
  attempt(message: MailMessage & { id: string }): Promise<MailOutcome>;
  /** Whether a mail server took it. A refusal is logged, never thrown. */
  send(message: MailMessage): Promise<boolean>;
}

const timeoutMs = 10_000;
/** Until the server has greeted; well before `timeoutMs`, so that a dead port is known for one. */
const setupTimeoutMs = 6_000;

export function createMail(settings: { smtpUrl: string; from: string }, logger: Logger): Mail {
  let transporter: Promise<Transporter> | undefined;

  async function open(): Promise<Transporter> {
    // Loaded at first use: most small installations never send.
    const { createTransport } = await import("nodemailer");
    return createTransport(
      // Looking up the name, connecting, the greeting and TLS, all of them together.
      { url: settings.smtpUrl, connectionTimeout: setupTimeoutMs, greetingTimeout: setupTimeoutMs },
      {
        from: settings.from,
        // A URL or a path in a text must never make the server read it.
        disableFileAccess: true,
        disableUrlAccess: true,
      },
    );
  }

  async function deliver({ id, ...message }: MailMessage & { id?: string }): Promise<void> {
    transporter ??= open();
    const ready = await transporter;
    const sent = ready.sendMail({
      ...message,
      // So that no machine answers (RFC 3834).
      headers: { "Auto-Submitted": "auto-generated" },
      ...(id === undefined ? {} : { messageId: `<${id}@rapport>` }),
      to: { name: "", address: message.to },
    });
    const late = new Promise<never>((_resolve, reject) => {
      setTimeout(
        () => reject(new Error("The mail server did not answer in time.")),
        timeoutMs,
      ).unref();
    });
    await Promise.race([sent, late]);
  }

  function refuseInTransaction(): void {
    if (!inTransaction()) return;
    throw new AppError(
      "internal",
      "platform.mail_in_transaction",
      "Mail was sent inside a transaction.",
    );
  }

  return {
    isConfigured: settings.smtpUrl !== "",
    attempt: async (message) => {
      refuseInTransaction();
      if (!settings.smtpUrl) return notConfigured;
      try {
        await deliver(message);
        return { kind: "sent" };
      } catch (error) {
        logger.warn({ error, letterId: message.id }, "A mail was not taken by the mail server");
        return outcomeOf(error);
      }
    },
    send: async (message) => {
      refuseInTransaction();
      if (!settings.smtpUrl) return false;
      try {
        await deliver(message);
        return true;
      } catch (error) {
        logger.error({ error }, "A mail was not sent; check RAPPORT_SMTP_URL and the mail server");
        return false;
      }
    },
  };
}

const notConfigured: MailOutcome = {
  kind: "refused",
  isPermanent: true,
  reason: "No mail server is set up (RAPPORT_SMTP_URL).",
};

/** Failures before any text has left: nothing can have been taken. A connection that is lost looks the same at
 * every stage, also after the text, and so is none of them. */
const beforeTheText: ReadonlySet<string> = new Set([
  "EDNS",
  "ETLS",
  "EAUTH",
  "EENVELOPE",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "CONNECT_TIMEOUT",
  "GREETING_TIMEOUT",
  "UPGRADE_TIMEOUT",
]);

/** As nodemailer makes them: `code` is its own, `originalCode` the system's. */
interface SmtpError {
  code?: string;
  originalCode?: string;
  timeoutType?: string;
  responseCode?: number;
}

export function outcomeOf(error: unknown): MailOutcome {
  const { code = "", originalCode = "", timeoutType = "", responseCode = 0 } = error as SmtpError;
  if (responseCode >= 400) {
    const isPermanent = responseCode >= 500;
    return { kind: "refused", isPermanent, reason: `The mail server answered ${responseCode}.` };
  }
  if ([code, originalCode, timeoutType].some((known) => beforeTheText.has(known))) {
    return { kind: "refused", isPermanent: false, reason: "The mail server could not be reached." };
  }
  return { kind: "unknown", reason: "The mail server did not say whether it took the letter." };
}
