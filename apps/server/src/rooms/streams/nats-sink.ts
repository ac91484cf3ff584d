// NATS JetStream as a sink: a message counts as sent when its stream has stored it. The stream drops a message whose id
// it knows, within its window.
import { jetstream } from "@nats-io/jetstream";
import type { Sink } from "./feed.ts";
import { closeNats, connectNats } from "./nats-connection.ts";
import type { NatsOut } from "./streams-file.ts";

const timeoutMs = 10_000;

export async function openNatsSink(stream: NatsOut): Promise<Sink> {
  const connection = await connectNats(stream);
  const js = jetstream(connection);
  return {
    send: async (messages) => {
      const sent = messages.map(({ id, subject, body }) =>
        js.publish(`${stream.subject}.${subject}`, body, { msgID: id, timeout: timeoutMs }),
      );
      await Promise.all(sent);
    },
    close: () => closeNats(connection),
  };
}
