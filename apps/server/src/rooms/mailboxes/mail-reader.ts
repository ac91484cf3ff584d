// The server's end of the thread that reads mails. A mail that takes too long or brings the thread down is a mail that
// cannot be read; the next one gets a new thread.
import { Worker } from "node:worker_threads";
import type { ReadMail } from "./read-mail.ts";

export class UnreadableMail extends Error {}

export interface MailReader {
  /** Throws UnreadableMail. One after the other, whoever asks. */
  read(raw: Uint8Array): Promise<ReadMail>;
  close(): Promise<void>;
}

const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };
const longestMs = 20_000;

export function createMailReader(patienceMs = longestMs): MailReader {
  let thread: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();

  function open(): Worker {
    const made = new Worker(new URL("./mail-thread.ts", import.meta.url), { resourceLimits });
    // It waits for mails and must not keep the process alive.
    made.unref();
    return made;
  }

  async function end(): Promise<void> {
    const ending = thread;
    thread = null;
    await ending?.terminate();
  }

  async function readOne(raw: Uint8Array): Promise<ReadMail> {
    thread ??= open();
    const answer = answerOf(thread, patienceMs);
    thread.postMessage(raw);
    try {
      return await answer;
    } catch (error) {
      await end();
      throw error;
    }
  }

  return {
    read: (raw) => {
      const turn = last.then(() => readOne(raw));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: async () => {
      await last;
      await end();
    },
  };
}

interface Answer {
  mail?: ReadMail;
  fault?: string;
}

function answerOf(thread: Worker, patienceMs: number): Promise<ReadMail> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      thread.off("message", onMessage).off("error", onError).off("exit", onExit);
      act();
    };
    const refuse = (why: string) => settle(() => reject(new UnreadableMail(why)));
    const onMessage = ({ mail, fault }: Answer) => {
      if (mail) settle(() => resolve(mail));
      else refuse(fault ?? "It could not be read.");
    };
    const onError = (error: Error) => refuse(error.message);
    const onExit = () => refuse("Reading it ended unexpectedly.");
    const timer = setTimeout(() => refuse("Reading it took too long."), patienceMs);
    thread.on("message", onMessage).on("error", onError).on("exit", onExit);
  });
}
