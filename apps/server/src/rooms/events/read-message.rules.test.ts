// The key by which a message is told apart.
import { expect, it } from "vitest";
import { keyOf } from "./read-message.ts";

// SHA-256 of FIPS 180-2's examples, with the bits that a UUID of one's own making has (RFC 9562 §5.8).
it.each([
  ["abc", "ba7816bf-8f01-8fea-8141-40de5dae2223"],
  ["", "e3b0c442-98fc-8c14-8afb-f4c8996fb924"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61-d206-88b8-85c0-26930c3e6039",
  ],
])("of %j is its hash", (id, key) => {
  expect(keyOf(id)).toBe(key);
});
