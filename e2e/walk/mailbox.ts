// A mailbox of the walk, on its own mail servers, and what came into it.
import { serverLogin } from "../../apps/server/test/mail-servers.ts";
import type { Walk } from "./walk-context.ts";

const ARRIVES_MS = 60_000;

export const setUpMailbox = async ({ api, width, ports }: Walk): Promise<string> => {
  const server = (port: number, user: string) => ({
    ...{ host: "127.0.0.1", port, security: "none" as const, user },
  });
  const address = `help${width}@ours.example`;
  const made = await api.channels.create({
    kind: "email",
    name: `Help ${width}`,
    providerToken: serverLogin.password,
    settings: {
      address,
      senderName: "Help",
      imap: server(ports.mail.imap, address),
      smtp: server(ports.mail.smtp, ""),
      folders: ["INBOX"],
      since: "2026-01-01",
    },
  });
  return made.data.id;
};

/** The id of the conversation that came of a mail. */
export const arrived = async ({ api }: Walk, subject: string): Promise<string> => {
  const untilMs = performance.now() + ARRIVES_MS;
  while (performance.now() < untilMs) {
    const { data } = await api.conversations.list({ state: "any", channel: "email" });
    const found = data.find((one) => one.subject === subject);
    if (found) return found.id;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`The mail "${subject}" did not come in.`);
};
