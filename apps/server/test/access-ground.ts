// A room over a real database with a clock that tests can move. For this room's tests alone.

import type { Act, RecordChange } from "../src/platform/acts.ts";
import { createActs } from "../src/platform/acts.ts";
import { systemClock } from "../src/platform/clock.ts";
import { silentLogger } from "../src/platform/logger.ts";
import type { MailMessage } from "../src/platform/mail.ts";
import { type Access, createAccess } from "../src/rooms/access/index.ts";
import { openTestDatabase, type TestDatabase } from "./harness.ts";

export interface MovableClock {
  nowMs(): number;
  advance(ms: number): void;
}

export interface TestAccess {
  access: Access;
  clock: MovableClock;
  database: TestDatabase;
  /** Every change that the room announced, with the act that made it. */
  changes: { act: Act; change: RecordChange }[];
  /** Every mail that the room sent. */
  letters: MailMessage[];
  close(): Promise<void>;
}

export const testAdminKey = "rk_test-admin-key-0123456789";

export async function openTestAccess(): Promise<TestAccess> {
  const database = await openTestDatabase();
  let aheadMs = 0;
  const clock: MovableClock = {
    nowMs: () => systemClock.nowMs() + aheadMs,
    advance: (ms) => {
      aheadMs += ms;
    },
  };
  const changes: TestAccess["changes"] = [];
  const letters: MailMessage[] = [];
  const acts = createActs({
    db: database.db,
    clock,
    listeners: [
      async (_tx, act, made) => void changes.push(...made.map((change) => ({ act, change }))),
    ],
  });
  const access = createAccess({
    db: database.db,
    clock,
    logger: silentLogger,
    acts,
    mail: {
      isConfigured: true,
      send: async (message) => {
        letters.push(message);
        return true;
      },
    },
    settings: {
      publicUrl: "http://localhost:4100",
      adminKey: testAdminKey,
      secret: "a-secret-for-tests-that-is-long-enough",
      rateLimitPerMinute: 1000,
    },
  });
  return {
    access,
    clock,
    database,
    changes,
    letters,
    close: async () => {
      await access.stop();
      await database.close();
    },
  };
}
