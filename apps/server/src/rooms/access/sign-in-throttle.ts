// Slows down guessing. Failures are counted for an account from an address, for the account from
// anywhere, and for the address; after some free tries each further one has to wait twice as long, up
// to an end. A success forgets the count of its pair. Counted in the database, by all processes
// together; keys are hashes, so the table names nobody.
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import { hashSecret } from "./secrets.ts";
import { type ThrottleRules, waitMs } from "./sign-in-throttle.rules.ts";
import { addTries, forgiveTries, lockTries, type TriesRow } from "./tries.store.ts";

export const forgetAfterMs = 60 * 60_000;

export interface SignInThrottle {
  /** Counts a try before it is made, so that many at once do not slip through; throws when too early. */
  begin(account: string, address: string | null): Promise<void>;
  /** The same for whom no answer may tell: false when it is too early. */
  tryBegin(account: string, address: string | null): Promise<boolean>;
  /** The try that was begun was a good one. */
  succeeded(account: string, address: string | null): Promise<void>;
}

interface ThrottleDeps {
  db: Database;
  clock: Clock;
  /** What is tried; each kind counts for itself. */
  kind: string;
  rules: ThrottleRules;
}

export function createSignInThrottle({ db, clock, kind, rules }: ThrottleDeps): SignInThrottle {
  const keysOf = (account: string, address: string | null) => ({
    pair: hashSecret(`${kind} pair ${account} ${address ?? "?"}`),
    account: hashSecret(`${kind} account ${account}`),
    address: hashSecret(`${kind} address ${address ?? "?"}`),
  });
  type Keys = ReturnType<typeof keysOf>;

  function secondsLeft(keys: Keys, rows: readonly TriesRow[], nowMs: number): number {
    const leftMs = (["pair", "account", "address"] as const).map((part) => {
      const row = rows.find(({ key }) => key === keys[part]);
      const lastMs = row ? Date.parse(row.last_at) : 0;
      if (!row || nowMs - lastMs >= forgetAfterMs) return 0;
      return lastMs + waitMs(row.failures, rules[part]) - nowMs;
    });
    return Math.ceil(Math.max(0, ...leftMs) / 1000);
  }

  async function take(account: string, address: string | null): Promise<number> {
    const keys = keysOf(account, address);
    const nowMs = clock.nowMs();
    return db.system(async (tx) => {
      const seconds = secondsLeft(keys, await lockTries(tx, Object.values(keys)), nowMs);
      if (seconds > 0) return seconds;
      const at = new Date(nowMs).toISOString();
      const forgotten = new Date(nowMs - forgetAfterMs).toISOString();
      await addTries(tx, Object.values(keys), at, forgotten);
      return 0;
    });
  }

  return {
    begin: async (account, address) => {
      const seconds = await take(account, address);
      if (seconds === 0) return;
      throw new AppError(
        "rate-limited",
        "access.too_many_attempts",
        `Too many attempts for this account. Try again in ${seconds} seconds, or reset the password.`,
        { retryAfterSeconds: seconds },
      );
    },
    tryBegin: async (account, address) => (await take(account, address)) === 0,
    succeeded: async (account, address) => {
      const keys = keysOf(account, address);
      await db.system((tx) => forgiveTries(tx, keys.pair, [keys.account, keys.address]));
    },
  };
}
