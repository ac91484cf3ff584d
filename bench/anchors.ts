// Figures of Twenty (commit d3a7241, production build, rate limit lifted, 102–118 thousand people, 2 cores,
// PostgreSQL 15 with default settings, load generator on the same cores), which ours stand beside.

export interface Anchor {
  requestsPerSecond: number;
  recordsPerSecond?: number;
}

export const twenty = {
  create: { requestsPerSecond: 51 },
  read: { requestsPerSecond: 106 },
  list: { requestsPerSecond: 15 },
  search: { requestsPerSecond: 69 },
  bulk: { requestsPerSecond: 5.1, recordsPerSecond: 305 },
} as const satisfies Record<string, Anchor>;
