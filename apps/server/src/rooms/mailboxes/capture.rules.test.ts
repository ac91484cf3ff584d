import { describe, expect, it } from "vitest";
import { captureAddress, captureToken, forwardedSender, isSenderVouched } from "./capture.rules.ts";

const token = "abcdefghijklmnopqrstuvwx";
const mailbox = "help@ours.example";

describe("by which address a mail came", () => {
  it.each([
    [[captureAddress(mailbox, token)], token],
    [["x@y.example", `help+${token}@ours.example`], token],
    [[`help+${token}@evil.example`], null],
    [[`xhelp+${token}@ours.example`], null],
    [[`help+${token}x@ours.example`], null],
    [["help+news@ours.example", mailbox], null],
    [[], null],
  ])("%j", (reached, expected) => {
    expect(captureToken(reached, mailbox)).toBe(expected);
  });

  it("a mailbox that has more in its own address", () => {
    const own = "a+b@ours.example";
    expect(captureToken([captureAddress(own, token)], own)).toBe(token);
  });
});

describe("what a server says of a sender", () => {
  const from = "ada@ours.example";
  it.each([
    ["mx.ours.example; dmarc=pass header.from=ours.example", true],
    ["mx.ours.example 1; spf=pass (ok) smtp.mailfrom=ada@ours.example", true],
    ["MX.ours.example; dkim=fail; dkim=pass header.d=ours.example", true],
    ["mx.ours.example; dkim=pass header.i=@ours.example", true],
    ["mx.ours.example; spf=pass smtp.mailfrom=ada@evil.example", false],
    ["mx.ours.example; dkim=pass header.d=evil.example", false],
    ["mx.ours.example; dkim=pass header.d=s.example", false],
    ["mx.ours.example; spf=softfail smtp.mailfrom=ada@ours.example", false],
    ["mx.ours.example; none", false],
    ["mx.evil.example; dmarc=pass header.from=ours.example", false],
    ["", false],
  ])("%s", (header, expected) => {
    expect(isSenderVouched([header], "mx.ours.example", from)).toBe(expected);
  });

  it("only the topmost of the trusted server counts: those below may have come with the mail", () => {
    const headers = [
      "mx.ours.example; spf=fail smtp.mailfrom=ada@ours.example",
      "mx.ours.example; dmarc=pass header.from=ours.example",
    ];
    expect(isSenderVouched(headers, "mx.ours.example", from)).toBe(false);
    expect(isSenderVouched([], "mx.ours.example", from)).toBe(false);
  });
});

describe("whose mail was passed on", () => {
  it.each([
    [
      "Look\n\n---------- Forwarded message ---------\nFrom: Zoë Marsh <zoe@c.example>\nDate: x\n\nHi",
      { address: "zoe@c.example", name: "Zoë Marsh" },
    ],
    ["Begin forwarded message:\n\nFrom: zoe@c.example", { address: "zoe@c.example", name: null }],
    [
      "________________________________\nVon: Marsh, Zoë <ZOE@c.example>\nGesendet: x",
      { address: "zoe@c.example", name: "Marsh, Zoë" },
    ],
    ["From: zoe@c.example wrote to me", null],
    ["---------- Forwarded message ---------\nSubject: none", null],
    ["", null],
  ])("%j", (text, expected) => {
    expect(forwardedSender(text)).toEqual(expected);
  });
});
