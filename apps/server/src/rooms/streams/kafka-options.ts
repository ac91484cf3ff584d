// How the Kafka clients connect, by the operator's file.
import type { BaseOptions } from "@platformatic/kafka";
import { sleep } from "../../platform/clock.ts";
import type { KafkaIn, KafkaOut } from "./streams-file.ts";
import { tlsOptions } from "./tls-options.ts";

/** Failures come up soon: waiting between tries is this room's own business. */
export function kafkaOptions(stream: KafkaIn | KafkaOut): BaseOptions {
  return {
    clientId: `rapport-${stream.name}`,
    bootstrapBrokers: stream.brokers,
    connectTimeout: 5000,
    requestTimeout: 20_000,
    retries: 2,
    retryDelay: 250,
    ...(stream.tls === undefined ? {} : { tls: tlsOptions(stream.tls) }),
    ...(stream.sasl ? { sasl: stream.sasl } : {}),
  };
}

const patienceMs = 5000;
const mostTries = 60;

/**
 * A client whose broker is gone may take its time to close; nobody waits for that longer than a moment. It goes on being
 * closed all the same: a consumer that is left half open keeps its place in the group, and whoever comes after it is
 * given nothing to read.
 */
export async function closeSoon(client: { close(force?: boolean): Promise<void> }): Promise<void> {
  await Promise.race([closeSurely(client), sleep(patienceMs)]);
}

async function closeSurely(client: { close(force?: boolean): Promise<void> }): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const closing = client.close(true).then(
      () => true,
      () => false,
    );
    if (await Promise.race([closing, sleep(patienceMs).then(() => false)])) return;
    await sleep(1000);
  }
}
