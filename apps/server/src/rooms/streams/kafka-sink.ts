// Apache Kafka as a sink: all in-sync replicas have a message before it counts as sent.
import { Producer, stringSerializers } from "@platformatic/kafka";
import type { Sink } from "./feed.ts";
import { closeSoon, kafkaOptions } from "./kafka-options.ts";
import type { KafkaOut } from "./streams-file.ts";

export function openKafkaSink(stream: KafkaOut): Sink {
  const { topic } = stream;
  const producer = new Producer({
    ...kafkaOptions(stream),
    serializers: stringSerializers,
    idempotent: true,
    acks: -1,
  });
  return {
    send: async (messages) => {
      await producer.send({
        messages: messages.map(({ id, key, body, subject }) => ({
          topic,
          key,
          value: body,
          headers: { "rapport-id": id, "rapport-type": subject },
        })),
      });
    },
    close: () => closeSoon(producer),
  };
}
