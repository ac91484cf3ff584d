import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { silentLogger } from "./logger.ts";
import { createMail } from "./mail.ts";

let server: Server | undefined;
afterEach(() => server?.close());

/** As much of an SMTP server as taking one mail needs. */
async function startMailServer(taken: string[], refuse = false): Promise<string> {
  const answers: Record<string, string> = {
    DATA: "354 go on",
    QUIT: "221 bye",
    RCPT: refuse ? "550 no such person" : "250 fine",
  };
  const converse = (socket: Socket) => {
    let isData = false;
    const answerTo = (text: string) => {
      const isWhole = !isData || text.endsWith("\r\n.\r\n");
      const answer = isData ? "250 taken" : (answers[text.slice(0, 4)] ?? "250 fine");
      if (isWhole) socket.write(`${answer}\r\n`);
      isData = answer.startsWith("354") || !isWhole;
    };
    socket.write("220 test\r\n");
    socket.on("data", (chunk) => {
      taken.push(chunk.toString());
      answerTo(chunk.toString());
    });
    socket.on("error", () => undefined);
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
  expect(dialogue).toContain("A link");
});

it("says that nothing went out when the server refuses, is away, or is not set up", async () => {
  const refusing = await startMailServer([], true);
  expect(await createMail({ smtpUrl: refusing, from }, silentLogger).send(message)).toBe(false);
  const away = createMail({ smtpUrl: "smtp://127.0.0.1:1", from }, silentLogger);
  expect(await away.send(message)).toBe(false);
  const none = createMail({ smtpUrl: "", from }, silentLogger);
  expect(none.isConfigured).toBe(false);
  expect(await none.send(message)).toBe(false);
});
