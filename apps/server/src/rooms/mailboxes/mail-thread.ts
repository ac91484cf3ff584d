// The thread that reads mails: one at a time, as they are posted to it.
import { parentPort } from "node:worker_threads";
import { readMail } from "./read-mail.ts";

parentPort?.on("message", (raw: Uint8Array) => {
  readMail(raw).then(
    (mail) => parentPort?.postMessage({ mail }),
    (error: unknown) => parentPort?.postMessage({ fault: String(error).slice(0, 300) }),
  );
});
