// What the addresses of channels' screens say: the tab, which part of the log, and the kind of a new one.
import type { TrafficOutcome } from "@rapport/sdk";
import type { NewKind } from "./channel.rules.ts";

export interface ChannelSearch {
  tab?: "log" | "settings";
  outcome?: TrafficOutcome;
}

const OUTCOMES: readonly unknown[] = ["taken", "repeated", "delivered", "refused", "unknown"];

const KINDS: readonly unknown[] = ["widget", "email", "api", "sms"];

export const parseChannelSearch = (search: Record<string, unknown>): ChannelSearch => ({
  ...(search.tab === "log" || search.tab === "settings" ? { tab: search.tab } : {}),
  ...(OUTCOMES.includes(search.outcome) ? { outcome: search.outcome as TrafficOutcome } : {}),
});

export const parseNewChannelSearch = (search: Record<string, unknown>): { kind?: NewKind } =>
  KINDS.includes(search.kind) ? { kind: search.kind as NewKind } : {};
