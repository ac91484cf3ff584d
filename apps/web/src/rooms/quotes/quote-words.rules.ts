// How quotes are named and marked. Pure.
import type { Quote, QuoteStatus } from "@rapport/sdk";

export const STATUS_WORDS: Record<QuoteStatus, string> = {
  draft: "Draft",
  sent: "Sent",
  accepted: "Accepted",
  declined: "Declined",
  expired: "Expired",
  superseded: "Replaced",
};

export const STATUS_TONES: Record<QuoteStatus, "gray" | "blue" | "green" | "red" | "yellow"> = {
  draft: "gray",
  sent: "blue",
  accepted: "green",
  declined: "red",
  expired: "yellow",
  superseded: "gray",
};

/** "Q-2026-0007 v2", "Draft". */
export const nameOf = ({ number, versionNo }: Pick<Quote, "number" | "versionNo">): string => {
  const version = versionNo > 1 ? ` v${versionNo}` : "";
  return `${number ?? "New quote"}${version}`;
};

/** What can be done with a quote as it stands, by who may change it. */
export const actsOf = ({ status, isLatest, mayChange }: Quote) => ({
  edit: mayChange && status === "draft",
  send: mayChange && status === "draft" && isLatest,
  decide: mayChange && status === "sent",
  revise: mayChange && isLatest && status !== "draft",
  remove: mayChange && status === "draft",
});
