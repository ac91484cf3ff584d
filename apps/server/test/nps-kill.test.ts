// A campaign whose server is killed with SIGKILL while it sends, twice: nobody gets two mails.
import { expect, it } from "vitest";
import { killableServer, until } from "./killable-server.ts";
import { openSmtpServer } from "./smtp-server.ts";

const size = 60;
const mostInHand = 8;

interface Progress {
  state: string;
  progress: { waiting: number; sent: number; refused: number; unknown: number };
}

it("sends nobody two mails", async () => {
  const smtp = await openSmtpServer(150);
  const server = await killableServer({
    RAPPORT_OUTBOUND_ALLOW: `127.0.0.1:${smtp.port}`,
  });
  const post = <T>(path: string, body: object) => server.call<T>("POST", `/api/v1${path}`, body);
  const get = <T>(path: string) => server.call<T>("GET", `/api/v1${path}`);
  try {
    await server.start();
    await post("/consent/purposes", { key: "surveys", label: "Surveys", whenUnknown: "granted" });
    for (let at = 0; at < size; at += 1)
      await post("/people", { firstName: "Pat", email: `p${at}@ask.example`, country: "Askham" });
    const rule = { kind: "field", field: "country", op: "eq", value: "Askham" };
    const definition = { entity: "people", match: "all", rules: [rule] };
    const segment = await post<{ id: string }>("/segments", { name: "Askham", definition });
    await until(async () => {
      const { members } = await get<{ members: number | null }>(`/segments/${segment.id}`);
      return members === size || undefined;
    });
    const place = { host: "127.0.0.1", port: smtp.port, security: "none", user: "" };
    const mailbox = await post<{ id: string }>("/channels", {
      ...{ kind: "email", name: "Mail", providerToken: "a password" },
      settings: {
        ...{ address: "help@ours.example", senderName: "Help", imap: place, smtp: place },
        ...{ folders: ["INBOX"], since: "2026-01-01" },
      },
    });
    const { id } = await post<{ id: string }>("/nps/campaigns", {
      ...{ name: "All", brand: "Northwind", language: "en", periodDays: 90 },
      ...{ segmentId: segment.id, channelId: mailbox.id },
    });
    await post(`/nps/campaigns/${id}/start`, {});
    for (const killedAt of [10, 30]) {
      await until(async () => smtp.taken.length >= killedAt || undefined);
      await server.kill();
      await server.start();
    }
    // What the two had in hand when they were killed stays aside; all others have theirs.
    const done = await until(async () => {
      const now = await get<Progress>(`/nps/campaigns/${id}`);
      return now.progress.waiting <= 2 * mostInHand ? now : undefined;
    });
    expect(done.progress.refused).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 6000));
    expect(smtp.taken.length).toBeGreaterThanOrEqual(size - 2 * mostInHand);
    expect(new Set(smtp.taken).size).toBe(smtp.taken.length);
  } finally {
    await server.end();
    await smtp.close();
  }
}, 400_000);
