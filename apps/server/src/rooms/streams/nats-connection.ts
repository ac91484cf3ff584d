// How the NATS clients connect, by the operator's file. A connection that breaks is not mended by the library: the loop
// above makes a new one, so that there is one place that waits and tells.
import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { NatsIn, NatsOut } from "./streams-file.ts";
import { tlsOptions } from "./tls-options.ts";

export function connectNats(stream: NatsIn | NatsOut): Promise<NatsConnection> {
  const { servers, token, user, password, tls } = stream;
  return connect({
    name: `rapport-${stream.name}`,
    servers,
    timeout: 5000,
    reconnect: false,
    pingInterval: 10_000,
    maxPingOut: 2,
    ...(token === undefined ? {} : { token }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
    ...(tls === undefined ? {} : { tls: tlsOptions(tls) }),
  });
}

export async function closeNats(connection: NatsConnection): Promise<void> {
  await connection.close().catch(() => undefined);
}
