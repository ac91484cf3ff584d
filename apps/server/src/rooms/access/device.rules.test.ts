import { describe, expect, it } from "vitest";
import { deviceOf, placeOf } from "./device.rules.ts";

describe("deviceOf", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
      "Safari on macOS",
    ],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
      "Edge on Windows",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
      "Chrome on iPhone",
    ],
    ["rapport-cli/0.1.0", "Rapport command line"],
    ["something else", "Unknown device"],
    ["", "Unknown device"],
    [null, "Unknown device"],
  ])("%s is %s", (agent, expected) => {
    expect(deviceOf(agent)).toBe(expected);
  });
});

describe("placeOf", () => {
  it.each([
    ["127.0.0.1", "The server itself"],
    ["::1", "The server itself"],
    ["10.1.2.3", "Inside your network"],
    ["::ffff:192.168.0.9", "Inside your network"],
    ["172.20.0.1", "Inside your network"],
    ["fd12::1", "Inside your network"],
    ["172.32.0.1", "From the internet"],
    ["2001:4860:4860::8888", "From the internet"],
    ["not an address", "Unknown place"],
    [null, "Unknown place"],
  ])("%s: %s", (address, expected) => {
    expect(placeOf(address)).toBe(expected);
  });
});
