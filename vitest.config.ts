/**
 * One test run for the whole repository. Each test file gets its own process, so a
 * file may open its own embedded database; two at a time suit two cores.
 * RAPPORT_TEST_DATABASE_URL moves the same suite to a real PostgreSQL.
 */
import { defineConfig } from "vitest/config";

const onPostgres = Boolean(process.env.RAPPORT_TEST_DATABASE_URL);

export default defineConfig({
  test: {
    include: [
      "packages/**/*.test.ts",
      "apps/server/**/*.test.ts",
      "apps/cli/**/*.test.ts",
      "apps/web/src/**/*.test.ts",
      "apps/web/src/**/*.test.tsx",
      "apps/widget/**/*.test.ts",
      "tools/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**", "data/**"],
    environment: "node",
    pool: "forks",
    maxWorkers: 2,
    testTimeout: onPostgres ? 60_000 : 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    passWithNoTests: false,
  },
});
