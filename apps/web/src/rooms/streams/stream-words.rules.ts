// Streams of message brokers in words. Pure.
import type { StreamStanding } from "@rapport/sdk";

export const BROKERS: Record<StreamStanding["kind"], string> = {
  kafka: "Kafka",
  nats: "NATS JetStream",
};

const STATES: Record<StreamStanding["state"], string> = {
  connecting: "Connecting",
  running: "Running",
  waiting: "Waiting; tried again soon",
  stopped: "Stopped",
};

/** A process that was killed says nothing any more. */
const SILENT_MS = 60_000;

export const stateText = ({ state, updatedAt }: StreamStanding, nowMs: number): string => {
  const isSilent = state !== "stopped" && nowMs - Date.parse(updatedAt) > SILENT_MS;
  return isSilent ? "No word for over a minute" : STATES[state];
};

export const isTroubled = (stream: StreamStanding, nowMs: number): boolean =>
  stream.state === "waiting" || stateText(stream, nowMs) !== STATES[stream.state];

/** The last error is told as long as it explains the state. */
export const errorOf = (stream: StreamStanding, nowMs: number): string | null =>
  isTroubled(stream, nowMs) ? stream.error : null;

const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;

export const handledText = ({ direction, handled, dead }: StreamStanding): string => {
  const verb = direction === "in" ? "taken in" : "sent";
  const letters = dead > 0 ? `, of which ${counted(dead, "dead letter", "dead letters")}` : "";
  return `${counted(handled, "message", "messages")} ${verb}${letters}`;
};

export const lagText = ({ lag }: StreamStanding): string => {
  if (lag === null) return "–";
  return lag === 0 ? "Nothing waits" : counted(lag, "waits", "wait");
};
