/**
 * One test run for the whole repository. Two processes take one file after the other, so that modules and the database's
 * program are loaded and compiled once, not 370 times; each file opens its own database, and leaves the process as it was.
 * Those of the screens, which put others in the place of modules, get a process each.
 * RAPPORT_TEST_DATABASE_URL moves the suite to a real PostgreSQL, but for what would only repeat itself there.
 */
import { defineConfig } from "vitest/config";

const onPostgres = Boolean(process.env.RAPPORT_TEST_DATABASE_URL);

/** They open no database, or start programs that bring their own: a PostgreSQL would only repeat them. */
const withoutDatabase = [
  "**/*.rules.test.ts",
  "apps/cli/**/*.test.ts",
  "apps/server/test/start.test.ts",
  "apps/server/src/operations/lock.test.ts",
  "apps/server/src/platform/{blobs,learn-team,mail,outbound}.test.ts",
  "apps/server/src/platform/db/embedded.test.ts",
  "apps/server/src/rooms/automations/kill-run.test.ts",
  "apps/server/src/rooms/imports/kill-import.test.ts",
];

/**
 * The slowest of those whose subject is not how the database behaves, but what learners compute, models say, adapters send
 * and the client's examples do: the tables that they write and read are those of other tests, which run on both.
 */
const sameOnBoth = [
  "apps/server/test/{attacks,sdk-examples}.test.ts",
  "apps/server/src/rooms/channels/adapter-contract.test.ts",
  "apps/server/src/rooms/models/{own-data,set-versions,yardstick}.test.ts",
  "apps/server/src/rooms/actions/yardstick.test.ts",
];

export default defineConfig({
  test: {
    exclude: [
      "**/node_modules/**",
      "**/dist/**",
      "data/**",
      ...(onPostgres ? [...withoutDatabase, ...sameOnBoth] : []),
    ],
    environment: "node",
    pool: "forks",
    maxWorkers: 2,
    testTimeout: onPostgres ? 60_000 : 30_000,
    hookTimeout: 60_000,
    // What is waited for comes when it comes; a machine at work must not fail a test.
    expect: { poll: { timeout: 20_000 } },
    restoreMocks: true,
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: "server",
          isolate: false,
          include: [
            "packages/**/*.test.ts",
            "apps/{server,cli}/**/*.test.ts",
            "tools/**/*.test.ts",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "screens",
          include: ["apps/web/src/**/*.test.{ts,tsx}", "apps/widget/**/*.test.ts"],
        },
      },
    ],
  },
});
