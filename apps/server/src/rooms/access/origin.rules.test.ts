import { describe, expect, it } from "vitest";
import { checkOrigin } from "./origin.rules.ts";
import { sessionTokenOf } from "./session-cookie.rules.ts";

const publicUrl = "https://crm.example.com";
const passes = (headers: Record<string, string>, method?: string) => {
  try {
    checkOrigin({ host: "127.0.0.1:4100", ...headers }, method, publicUrl);
    return true;
  } catch {
    return false;
  }
};

describe("checkOrigin", () => {
  it.each([
    ["our own origin", { origin: publicUrl }, "POST", true],
    ["the address that was dialled", { origin: "http://127.0.0.1:4100" }, "POST", true],
    ["another origin", { origin: "https://evil.example" }, "POST", false],
    ["an opaque origin", { origin: "null" }, "POST", false],
    ["another origin that reads", { origin: "https://evil.example" }, "GET", false],
    ["our page, without an origin", { "sec-fetch-site": "same-origin" }, "DELETE", true],
    ["a sibling subdomain", { "sec-fetch-site": "same-site" }, "POST", false],
    ["another site", { "sec-fetch-site": "cross-site" }, "POST", false],
    [
      "another site's picture",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
      "GET",
      false,
    ],
    [
      "a link on another site",
      { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
      "GET",
      true,
    ],
    ["the address bar", { "sec-fetch-site": "none" }, "GET", true],
    ["neither header, reading", {}, "GET", true],
    ["neither header, writing", {}, "POST", false],
    ["neither header, method unknown", {}, undefined, true],
  ] as const)("%s: %j %s → %s", (_what, headers, method, expected) => {
    expect(passes(headers, method)).toBe(expected);
  });
});

describe("sessionTokenOf", () => {
  it.each([
    ["rapport_session=abcdefghijklmnop.c2ln", "abcdefghijklmnop"],
    ["a=1; rapport_session=abcdefghijklmnop%2Ec2ln; b=2", "abcdefghijklmnop"],
    ["rapport_session=", null],
    ["rapport_session=short.sig", null],
    ["rapport_session=<script>alert(1)</script>", null],
    ["other=abcdefghijklmnop", null],
    [undefined, null],
  ])("%s → %s", (cookie, token) => {
    expect(sessionTokenOf(cookie)).toBe(token);
  });
});
