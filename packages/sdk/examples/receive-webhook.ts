// A receiver of webhooks: takes only what is genuine, answers at once, does nothing twice. Here it thanks in the log;
// a real one would put the message into a queue of its own.
import { createServer } from "node:http";
import { verifyWebhook, WebhookSignatureError } from "@rapport/sdk";

const { WEBHOOK_SECRET: secret = "", PORT = "3000" } = process.env;
const seen = new Set<string>();

const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts).toString("utf8");
  try {
    const { headers } = request;
    const { type, data } = await verifyWebhook({ body, headers, secret, nowMs: Date.now() });
    response.writeHead(204).end();
    const id = String(headers["webhook-id"]);
    if (seen.has(id)) return;
    seen.add(id);
    console.log(`${type} ${String(data.id ?? "")}`);
  } catch (error) {
    response.writeHead(error instanceof WebhookSignatureError ? 401 : 500).end();
  }
});
server.listen(Number(PORT), "127.0.0.1", () => {
  const address = server.address();
  console.log(`listening on ${typeof address === "object" ? address?.port : PORT}`);
});
