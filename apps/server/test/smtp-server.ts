// As much of an SMTP server as taking mails needs: it says whose mail it has taken, when it has taken it whole.
import { type AddressInfo, createServer, type Socket } from "node:net";

export interface SmtpServer {
  port: number;
  /** Addresses whose mails were taken, in order. */
  taken: string[];
  /** The mails themselves, as they came. */
  mails: string[];
  close(): Promise<void>;
}

const replies: Record<string, string> = { DATA: "354 go on", QUIT: "221 bye" };

/** `slowMs`: how long it looks at each mail before it says that it has it. */
export async function openSmtpServer(slowMs: number, port = 0): Promise<SmtpServer> {
  const taken: string[] = [];
  const mails: string[] = [];
  const sockets = new Set<Socket>();

  function converse(socket: Socket): void {
    let to = "";
    let isData = false;
    let heard = "";
    let mail = "";
    const say = (line: string) => void (socket.writable && socket.write(`${line}\r\n`));
    const take = () => {
      taken.push(to);
      mails.push(mail);
      mail = "";
      setTimeout(() => say("250 taken"), slowMs);
    };
    const answer = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "RCPT") to = /<([^>]*)>/.exec(line)?.[1] ?? "";
      if (verb === "DATA") isData = true;
      say(replies[verb] ?? "250 fine");
    };
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    sockets.add(socket);
    say("220 test");
    socket.on("data", (chunk) => {
      heard += chunk.toString();
      for (let end = heard.indexOf("\r\n"); end >= 0; end = heard.indexOf("\r\n")) {
        const line = heard.slice(0, end);
        heard = heard.slice(end + 2);
        if (!isData) answer(line);
        else if (line === ".") {
          isData = false;
          take();
        } else mail += `${line}\r\n`;
      }
    });
  }

  const server = createServer(converse);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ...{ taken, mails },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
