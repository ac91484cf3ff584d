// A real mail world on this machine: Postfix takes mails and hands them to Dovecot, which keeps them and serves IMAP. All
// of it on loopback, in a folder of its own, gone afterwards. Needs root and Debian's packages.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ImapFlow } from "imapflow";
import { createTransport } from "nodemailer";

const dovecot = "/usr/sbin/dovecot";
const postfix = "/usr/sbin/postfix";

/** Null where they can run. */
export const whyNoMailServers = (): string | null => {
  if (!existsSync(dovecot)) return "Dovecot is not installed (apt-get install dovecot-imapd)";
  if (!existsSync("/usr/lib/dovecot/lmtp"))
    return "Dovecot's LMTP is missing (apt-get install dovecot-lmtpd)";
  if (!existsSync(postfix)) return "Postfix is not installed (apt-get install postfix)";
  return process.getuid?.() === 0 ? null : "mail servers start as root only";
};

export const mailPassword = "a mail password";
export const mailDomain = "ours.example";

export interface MailServers {
  imapPort: number;
  smtpPort: number;
  /** Puts a mail into a folder without asking anybody on the way. */
  append(user: string, raw: string, folder?: string): Promise<void>;
  /** Sends as a stranger would. */
  send(raw: string, from: string, to: string): Promise<void>;
  as<T>(user: string, work: (client: ImapFlow) => Promise<T>): Promise<T>;
  killDovecot(): Promise<void>;
  startDovecot(): Promise<void>;
  killPostfix(): Promise<void>;
  startPostfix(): Promise<void>;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

const idOf = (kind: "-u" | "-g", name: string) =>
  execFileSync("id", [kind, name]).toString().trim();

const dovecotSettings = (root: string, imapPort: number, lmtpPort: number) => `
base_dir = ${root}/run
state_dir = ${root}/state
log_path = ${root}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:${root}/mail/%Lu
auth_username_format = %Lu
passdb {
  driver = static
  args = password=${mailPassword.replaceAll(" ", "_")}
}
userdb {
  driver = static
  args = uid=${idOf("-u", "mail")} gid=${idOf("-g", "mail")} home=${root}/mail/%Lu
}
mail_max_userip_connections = 50
service imap-login {
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
`;

const postfixSettings = (root: string, lmtpPort: number) => `
compatibility_level = 3.6
queue_directory = ${root}/queue
data_directory = ${root}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.${mailDomain}
mydestination =
local_transport = error:no local mail here
virtual_mailbox_domains = ${mailDomain}, customers.example
virtual_transport = lmtp:inet:127.0.0.1:${lmtpPort}
mynetworks = 127.0.0.0/8
smtpd_recipient_restrictions = check_recipient_access inline:{ { gone@customers.example = REJECT } }, permit_mynetworks, reject
message_size_limit = 60000000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
maillog_file = /var/log/rapport-test-${root.split("-").at(-1)}.log
maximal_backoff_time = 2s
minimal_backoff_time = 1s
queue_run_delay = 1s
`;

const postfixServices = (smtpPort: number) => `
127.0.0.1:${smtpPort} inet n - n - - smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 1 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
error     unix  - - n - - error
retry     unix  - - n - - error
smtp      unix  - - n - - smtp
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
`;

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("data", () => resolve(true)).once("error", () => resolve(false));
      setTimeout(() => resolve(false), 1000).unref();
    });
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Nothing answers at port ${port}.`);
}

async function stop(child: ChildProcess | null, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  // The whole group: a master that is killed leaves its servants.
  process.kill(-(child.pid ?? 0), signal);
  await ended;
}

const serverPassword = mailPassword.replaceAll(" ", "_");

/** `ports`: where others must know them before. */
export async function startMailServers(
  ports: { imap?: number; smtp?: number } = {},
): Promise<MailServers> {
  const root = mkdtempSync(join(tmpdir(), "rapport-mail-"));
  const lmtpPort = await freePort();
  const imapPort = ports.imap ?? (await freePort());
  const smtpPort = ports.smtp ?? (await freePort());
  for (const folder of ["run", "state", "mail", "postfix", "queue", "data"])
    mkdirSync(join(root, folder));
  execFileSync("chmod", ["755", root]);
  execFileSync("chown", ["mail:mail", join(root, "mail")]);
  execFileSync("chown", ["postfix", join(root, "data")]);
  writeFileSync(join(root, "dovecot.conf"), dovecotSettings(root, imapPort, lmtpPort));
  writeFileSync(join(root, "postfix/main.cf"), postfixSettings(root, lmtpPort));
  writeFileSync(join(root, "postfix/master.cf"), postfixServices(smtpPort));
  let imap: ChildProcess | null = null;
  let smtp: ChildProcess | null = null;
  const own = { detached: true, stdio: "ignore" } as const;

  async function startDovecot(): Promise<void> {
    imap = spawn(dovecot, ["-F", "-c", join(root, "dovecot.conf")], own);
    await answers(imapPort);
  }

  async function startPostfix(): Promise<void> {
    rmSync(join(root, "queue/pid/master.pid"), { force: true });
    smtp = spawn(postfix, ["-c", join(root, "postfix"), "start-fg"], own);
    await answers(smtpPort);
  }

  /** Its master leads a group of its own. */
  async function stopPostfix(signal: NodeJS.Signals): Promise<void> {
    const file = join(root, "queue/pid/master.pid");
    const pid = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
    if (pid > 1) process.kill(-pid, signal);
    if (smtp && smtp.exitCode === null && smtp.signalCode === null)
      await new Promise((resolve) => smtp?.once("exit", resolve));
  }

  async function as<T>(user: string, work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const client = new ImapFlow({
      ...{ host: "127.0.0.1", port: imapPort, secure: false, logger: false as const },
      auth: { user, pass: serverPassword },
    });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  }

  try {
    await startDovecot();
    await startPostfix();
  } catch (error) {
    const log = join(root, "dovecot.log");
    process.stderr.write(existsSync(log) ? readFileSync(log, "utf8").slice(-2000) : "");
    throw error;
  }
  return {
    imapPort,
    smtpPort,
    as,
    append: (user, raw, folder = "INBOX") =>
      as(user, async (client) => {
        if (folder !== "INBOX") await client.mailboxCreate(folder).catch(() => undefined);
        await client.append(folder, raw.replaceAll(/\r?\n/g, "\r\n"));
      }),
    send: async (raw, from, to) => {
      const transport = createTransport({ host: "127.0.0.1", port: smtpPort, ignoreTLS: true });
      await transport.sendMail({ raw, envelope: { from, to } }).finally(() => transport.close());
    },
    killDovecot: () => stop(imap, "SIGKILL"),
    startDovecot,
    killPostfix: () => stopPostfix("SIGKILL"),
    startPostfix,
    close: async () => {
      await stopPostfix("SIGTERM");
      await stop(imap, "SIGTERM");
      rmSync(root, { recursive: true, force: true });
      rmSync(`/var/log/rapport-test-${root.split("-").at(-1)}.log`, { force: true });
    },
  };
}

export const serverLogin = { password: serverPassword };
