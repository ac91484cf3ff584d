import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { silentLogger } from "./logger.ts";
import { createMail, outcomeOf } from "./mail.ts";

let server: Server | undefined;
afterEach(() => server?.close());

type Quirk = "none" | "refuses" | "leaves-after-data" | "leaves-before-greeting" | "silent";

/** As much of an SMTP server as taking one mail needs. */
async function startMailServer(taken: string[], quirk: Quirk = "none"): Promise<string> {
  const answers: Record<string, string> = {
    DATA: "354 go on",
    QUIT: "221 bye",
    RCPT: quirk === "refuses" ? "550 no such person" : "250 fine",
  };
  const converse = (socket: Socket) => {
    let isData = false;
    const answerTo = (text: string) => {
      const isWhole = !isData || text.endsWith("\r\n.\r\n");
      const answer = isData ? "250 taken" : (answers[text.slice(0, 4)] ?? "250 fine");
      if (isWhole) socket.write(`${answer}\r\n`);
      isData = answer.startsWith("354") || !isWhole;
    };
    socket.on("error", () => undefined);
    if (quirk === "leaves-before-greeting") socket.destroy();
    else if (quirk !== "silent") socket.write("220 test\r\n");
    socket.on("data", (chunk) => {
      taken.push(chunk.toString());
      if (isData && quirk === "leaves-after-data") socket.destroy();
      else answerTo(chunk.toString());
    });
  };
  const started = createServer(converse);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const address = started.address();
  if (typeof address !== "object" || address === null)
    throw new Error("The test server has no address.");
  return `smtp://127.0.0.1:${address.port}`;
}

const message = {
  to: "ada@example.com",
  subject: "Hello\r\nBcc: evil@example.com",
  text: "A link",
};
const from = "Rapport <rapport@example.com>";

it("sends to one address, whatever the subject holds", async () => {
  const taken: string[] = [];
  const mail = createMail({ smtpUrl: await startMailServer(taken), from }, silentLogger);
  expect(await mail.send(message)).toBe(true);
  const dialogue = taken.join("");
  expect(dialogue).toMatch(/MAIL FROM:<rapport@example.com>/);
  expect(dialogue.match(/RCPT TO:<[^>]*>/g)).toEqual(["RCPT TO:<ada@example.com>"]);
  expect(dialogue).not.toMatch(/^Bcc:/im);
  expect(dialogue).toMatch(/^Auto-Submitted: auto-generated/m);
  expect(dialogue).toContain("A link");
});

it("says that nothing went out when the server refuses, is away, or is not set up", async () => {
  const refusing = await startMailServer([], "refuses");
  expect(await createMail({ smtpUrl: refusing, from }, silentLogger).send(message)).toBe(false);
  const away = createMail({ smtpUrl: "smtp://127.0.0.1:1", from }, silentLogger);
  expect(await away.send(message)).toBe(false);
  const none = createMail({ smtpUrl: "", from }, silentLogger);
  expect(none.isConfigured).toBe(false);
  expect(await none.send(message)).toBe(false);
});

const refused = (isPermanent: boolean) => ({ kind: "refused", isPermanent });

it.each([
  [{ code: "EENVELOPE", responseCode: 550 }, refused(true)],
  [{ code: "EMESSAGE", responseCode: 452 }, refused(false)],
  [{ code: "EPROTOCOL", responseCode: 250 }, { kind: "unknown" }],
  [{ code: "EDNS" }, refused(false)],
  [{ code: "ETLS" }, refused(false)],
  [{ code: "EAUTH" }, refused(false)],
  [{ code: "EENVELOPE" }, refused(false)],
  [{ code: "ESOCKET", originalCode: "ECONNREFUSED" }, refused(false)],
  [{ code: "ESOCKET", originalCode: "EHOSTUNREACH" }, refused(false)],
  [{ code: "ESOCKET", originalCode: "ENETUNREACH" }, refused(false)],
  [{ code: "ETIMEDOUT", timeoutType: "CONNECT_TIMEOUT" }, refused(false)],
  [{ code: "ETIMEDOUT", timeoutType: "GREETING_TIMEOUT" }, refused(false)],
  [{ code: "ETIMEDOUT", timeoutType: "SOCKET_TIMEOUT" }, { kind: "unknown" }],
  [{ code: "ESOCKET", originalCode: "ECONNRESET", command: "CONN" }, { kind: "unknown" }],
  [{ code: "ECONNECTION", command: "CONN" }, { kind: "unknown" }],
  [{}, { kind: "unknown" }],
])("makes of the failure %j %j", (error, outcome) => {
  expect(outcomeOf(error)).toMatchObject(outcome);
});

it.each<[Quirk, object]>([
  ["none", { kind: "sent" }],
  ["refuses", refused(true)],
  ["leaves-after-data", { kind: "unknown" }],
  ["leaves-before-greeting", { kind: "unknown" }],
])("says of a server with the quirk %s: %j", async (quirk, outcome) => {
  const taken: string[] = [];
  const mail = createMail({ smtpUrl: await startMailServer(taken, quirk), from }, silentLogger);
  expect(await mail.attempt({ ...message, id: "one" })).toMatchObject(outcome);
  if (quirk === "leaves-after-data") expect(taken.join("")).toContain("A link");
});

it("knows a port behind which nobody speaks for one that took nothing", async () => {
  const mail = createMail({ smtpUrl: await startMailServer([], "silent"), from }, silentLogger);
  expect(await mail.attempt({ ...message, id: "one" })).toMatchObject(refused(false));
}, 15_000);
