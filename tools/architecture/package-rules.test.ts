import { expect, test } from "vitest";
import { checkDependencies, checkLockFile } from "./package-rules.ts";

const decision = { path: "docs/decisions/0007-dependencies.md", text: "| `pg` | the driver |" };

function check(dependencies: Record<string, string>): string[] {
  const manifest = { path: "package.json", text: JSON.stringify({ dependencies }) };
  return checkDependencies([manifest], [decision]).map(({ rule }) => rule);
}

test("a pinned dependency with a reason passes, and so do our own and types", () => {
  expect(check({ pg: "8.23.1", "@rapport/sdk": "0.1.0", "@types/pg": "8.23.1" })).toEqual([]);
});

test.each(["*", "^8.0.0", "~8.1.0", "latest", "8", "github:a/b"])(
  "%s is no exact version",
  (version) => {
    expect(check({ pg: version })).toEqual(["dependency-pinned"]);
  },
);

test("a dependency without a reason is found", () => {
  expect(check({ "left-pad": "1.0.0" })).toEqual(["dependency-has-a-reason"]);
});

test("a lock file without a package of another platform is found", () => {
  const lock = (...places: string[]): string =>
    JSON.stringify({
      packages: {
        "node_modules/a": { optionalDependencies: { "@a/darwin": "1.0.0" } },
        ...Object.fromEntries(places.map((place) => [place, {}])),
      },
    });
  const rulesOf = (text: string) =>
    checkLockFile({ path: "package-lock.json", text }).map(({ rule }) => rule);
  expect(rulesOf(lock())).toEqual(["lock-file-whole"]);
  expect(rulesOf(lock("node_modules/@a/darwin"))).toEqual([]);
  expect(rulesOf(lock("node_modules/a/node_modules/@a/darwin"))).toEqual([]);
});
