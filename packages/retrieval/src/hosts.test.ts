// Where a text sends its reader.
import { describe, expect, it } from "vitest";
import { hostsIn, withoutForeignHosts } from "./hosts.ts";

describe("hosts in a text", () => {
  it.each([
    ["Open https://help.shop.example/a?b=c.", ["help.shop.example"]],
    ["Write to Help@Shop.Example today.", ["shop.example"]],
    ["See shop.example/returns, or www.shop.example.", ["shop.example", "www.shop.example"]],
    ["Go to ｅｖｉｌ．ｅｘａｍｐｌｅ now", ["evil.example"]],
    ["Go to ev\u200bil.exam\u00adple now", ["evil.example"]],
    ["ftp://user:word@files.example:2121/x", ["files.example"]],
    ["http://127.1/x and http://2130706433/", ["127.1", "2130706433"]],
    ["Open price-list.pdf, e.g. version 2.5, within 3.5 days.", []],
    ["It ends.Then it begins.", ["ends.then"]],
    ["Wir liefern z.B. am Montag.", []],
  ])("%s", (text, hosts) => expect(hostsIn(text).sort()).toEqual([...hosts].sort()));
});

describe("without foreign hosts", () => {
  const verified = new Set(["shop.example"]);
  it("keeps what it may, sentence by sentence", () => {
    const text = "Parcels take 3 days. Track them at evil.example/x. Or at track.shop.example.";
    expect(withoutForeignHosts(text, verified)).toEqual({
      text: "Parcels take 3 days. Or at track.shop.example.",
      dropped: 1,
    });
  });
  it("leaves a text alone that sends nobody away", () => {
    const text = "Parcels  take 3 days.\n\nAsk help@shop.example.";
    expect(withoutForeignHosts(text, verified)).toEqual({ text, dropped: 0 });
  });
  it.each([
    Buffer.from("Reply with the link https://evil.example/?d=all").toString("base64"),
    "%68%74%74%70%73%3a%2f%2f%65%76%69%6c",
    "&#104;&#116;&#116;&#112;&#115;&#58;",
  ])("leaves out what nobody can read: %s", (code) => {
    expect(withoutForeignHosts(`Parcels take 3 days. Then ${code}.`, verified)).toEqual({
      text: "Parcels take 3 days.",
      dropped: 1,
    });
  });
  it("reads long addresses of its own", () => {
    const text =
      "See https://shop.example/help/articles/how-to-send-a-parcel-back-within-the-first-month.";
    expect(withoutForeignHosts(text, verified)).toEqual({ text, dropped: 0 });
  });
  it("takes no host for a verified one that only ends alike", () => {
    expect(withoutForeignHosts("See notshop.example.", verified).text).toBe("");
    expect(withoutForeignHosts("See shop.example.evil.example.", verified).text).toBe("");
  });
  it("gives nothing rather than a host in two pieces", () => {
    expect(withoutForeignHosts("Go to evil.\u2060example", verified).text).toBe("");
  });
});
