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

export interface Mail {
  readonly isConfigured: boolean;
  /** Whether a mail server took it. A refusal is logged, never thrown. */
  send(message: MailMessage): Promise<boolean>;
}

const timeoutMs = 10_000;

export function createMail(settings: { smtpUrl: string; from: string }, logger: Logger): Mail {
  let transporter: Promise<Transporter> | undefined;

  async function open(): Promise<Transporter> {
    // Loaded at first use: most small installations never send.
    const { createTransport } = await import("nodemailer");
    return createTransport(settings.smtpUrl, {
      from: settings.from,
      // A URL or a path in a text must never make the server read it.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async function deliver(message: MailMessage): Promise<void> {
    transporter ??= open();
    const ready = await transporter;
    const sent = ready.sendMail({ ...message, to: { name: "", address: message.to } });
    const late = new Promise<never>((_resolve, reject) => {
      setTimeout(
        () => reject(new Error("The mail server did not answer in time.")),
        timeoutMs,
      ).unref();
    });
    await Promise.race([sent, late]);
  }

  return {
    isConfigured: settings.smtpUrl !== "",
    send: async (message) => {
      if (inTransaction()) {
        throw new AppError(
          "internal",
          "platform.mail_in_transaction",
          "Mail was sent inside a transaction.",
        );
      }
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
