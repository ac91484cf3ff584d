// The settings of a mailbox as its form has them: what most people know (address, password), with servers guessed from
// the address where they are well known. Pure.
import type { EmailSettings } from "@rapport/sdk";

export type Security = EmailSettings["imap"]["security"];

export interface MailValues {
  address: string;
  senderName: string;
  user: string;
  imapHost: string;
  imapPort: number;
  imapSecurity: Security;
  smtpHost: string;
  smtpPort: number;
  smtpSecurity: Security;
  /** One a line. */
  folders: string;
  since: string;
  trustedServer: string;
}

/** Thirty days back: what is still open, and not years of it. */
const startDays = 30;

export const mailStart = (nowMs: number): MailValues => ({
  address: "",
  senderName: "",
  user: "",
  imapHost: "",
  imapPort: 993,
  imapSecurity: "tls",
  smtpHost: "",
  smtpPort: 587,
  smtpSecurity: "starttls",
  folders: "INBOX",
  since: new Date(nowMs - startDays * 86_400_000).toISOString().slice(0, 10),
  trustedServer: "",
});

export const mailValuesOf = (settings: EmailSettings): MailValues => ({
  address: settings.address,
  senderName: settings.senderName,
  user: settings.imap.user,
  imapHost: settings.imap.host,
  imapPort: settings.imap.port,
  imapSecurity: settings.imap.security,
  smtpHost: settings.smtp.host,
  smtpPort: settings.smtp.port,
  smtpSecurity: settings.smtp.security,
  folders: settings.folders.join("\n"),
  since: settings.since,
  trustedServer: settings.trustedServer ?? "",
});

export const mailSettingsOf = (values: MailValues): EmailSettings => {
  const address = values.address.trim();
  const user = values.user.trim() || address;
  const folders = values.folders
    .split("\n")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  return {
    address,
    senderName: values.senderName.trim(),
    imap: {
      host: values.imapHost.trim(),
      port: values.imapPort,
      security: values.imapSecurity,
      user,
    },
    smtp: {
      host: values.smtpHost.trim(),
      port: values.smtpPort,
      security: values.smtpSecurity,
      user,
    },
    folders: folders.length > 0 ? folders : ["INBOX"],
    since: values.since,
    trustedServer: values.trustedServer.trim(),
  };
};

export const isWholeMail = (values: MailValues): boolean =>
  [values.address, values.senderName, values.imapHost, values.smtpHost, values.since].every(
    (one) => one.trim() !== "",
  );

const known: readonly { domains: RegExp; imap: string; smtp: string }[] = [
  { domains: /^(?:gmail|googlemail)\.com$/, imap: "imap.gmail.com", smtp: "smtp.gmail.com" },
  {
    domains: /^(?:outlook|hotmail|live)\.[a-z.]+$/,
    imap: "outlook.office365.com",
    smtp: "smtp.office365.com",
  },
  { domains: /^(?:icloud|me|mac)\.com$/, imap: "imap.mail.me.com", smtp: "smtp.mail.me.com" },
  { domains: /^(?:fastmail)\.[a-z.]+$/, imap: "imap.fastmail.com", smtp: "smtp.fastmail.com" },
];

/** Servers for an address, where nobody has entered any yet. */
export const guessedServers = (values: MailValues): Partial<MailValues> => {
  const domain = values.address.split("@")[1]?.trim().toLowerCase() ?? "";
  if (domain === "" || values.imapHost !== "" || values.smtpHost !== "") return {};
  const found = known.find(({ domains }) => domains.test(domain));
  return {
    imapHost: found?.imap ?? `imap.${domain}`,
    smtpHost: found?.smtp ?? `smtp.${domain}`,
  };
};
