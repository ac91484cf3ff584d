// How the Kafka clients connect, by the operator's file.
import type { BaseOptions } from "@platformatic/kafka";
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

/** A client whose broker is gone may take its time to close. */
export async function closeSoon(client: { close(force?: boolean): Promise<void> }): Promise<void> {
  const late = AbortSignal.timeout(5000);
  await Promise.race([
    client.close(true).catch(() => undefined),
    new Promise<void>((resolve) => late.addEventListener("abort", () => resolve())),
  ]);
}
