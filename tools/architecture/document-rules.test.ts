import { expect, test } from "vitest";
import { checkDocuments } from "./document-rules.ts";

const root = new URL("../..", import.meta.url).pathname;

function check(text: string, path = "docs/decisions/README.md"): string[] {
  return checkDocuments(root, [{ path, text }]).map(({ message }) => message);
}

test("links that lead somewhere and scripts that exist pass", () => {
  expect(
    check("[a](../../LICENSE) [b](https://example.org) [c](#here) [d](README.md#top)"),
  ).toEqual([]);
  expect(check("run `npm run -s lint`, then npm run typecheck")).toEqual([]);
});

test("a dead link and an unknown script are found, with their line", () => {
  expect(check("[a](gone.md)")).toEqual(["links to gone.md, which does not exist"]);
  expect(check("npm run -s fly")).toEqual(["names npm run fly, which package.json does not have"]);
  const [violation] = checkDocuments(root, [{ path: "A.md", text: "\n\n[a](gone.md)" }]);
  expect(violation?.line).toBe(3);
});
