import { describe, expect, it } from "vitest";
import {
  ccDraftFrom,
  ccOf,
  keptCc,
  newInCc,
  newInCcWords,
  offeredCc,
  prefilledCc,
  recipientsAfter,
  seenCcFrom,
  stopsAnswer,
  whyNotCc,
  withCc,
  withoutCc,
} from "./cc.rules.ts";

const customer = "cy@far.example";
const on = (address: string, cc = true, title: string | null = null) => ({
  ...{ address, name: "As the mail says", cc },
  person: title === null ? null : { id: address, title },
});
const recipients = [
  on("ada@x.example", true, "Ada Lee"),
  on("bo@y.example"),
  on("old@z.example", false),
  on("CY@far.example"),
];
const prefilled = prefilledCc(recipients, customer);
const start = ccDraftFrom("");
const dee = { address: "dee@w.example", name: null, isKnown: false };
const addresses = (list: readonly { address: string }[]) => list.map(({ address }) => address);

describe("whom an answer goes to", () => {
  it("is all on the newest mail but the customer, with names of whom one knows", () => {
    expect(prefilled).toEqual([
      { address: "ada@x.example", name: "Ada Lee", isKnown: true },
      { address: "bo@y.example", name: "As the mail says", isKnown: false },
    ]);
    expect(ccOf(prefilled, start)).toEqual(prefilled);
  });

  it("leaves out whom the member removed, and has whom they added", () => {
    const draft = withCc(prefilled, withoutCc(prefilled, start, "BO@y.example"), [dee]);
    expect(addresses(ccOf(prefilled, draft))).toEqual(["ada@x.example", "dee@w.example"]);
    expect(addresses(offeredCc(recipients, customer, ccOf(prefilled, draft)))).toEqual([
      "bo@y.example",
      "old@z.example",
    ]);
  });

  it("stays so while further mails come in, over a reload too", () => {
    const draft = withCc(prefilled, withoutCc(prefilled, start, "bo@y.example"), [dee]);
    const later = prefilledCc([...recipients, on("new@x.example")], customer);
    const kept = ccDraftFrom(keptCc(draft));
    expect(addresses(ccOf(later, kept))).toEqual([
      "ada@x.example",
      "new@x.example",
      "dee@w.example",
    ]);
  });

  it("has nobody twice: neither who is there, nor who comes back", () => {
    const removed = withoutCc(prefilled, start, "bo@y.example");
    const back = withCc(prefilled, removed, [{ ...dee, address: "Bo@y.example" }]);
    expect(back).toEqual({ added: [], removed: [] });
    const twice = withCc(prefilled, withCc(prefilled, start, [dee]), [dee]);
    expect(ccOf(prefilled, twice)).toHaveLength(3);
    expect(ccOf([...prefilled, dee], twice)).toHaveLength(3);
    expect(keptCc(withoutCc(prefilled, twice, "DEE@w.example"))).toBe("");
  });

  it("keeps nothing where nothing was changed, and reads whatever stands there", () => {
    expect(keptCc(start)).toBe("");
    for (const kept of ["no JSON", "[]", '{"added":[1,{"address":2}],"removed":[3]}'])
      expect(ccDraftFrom(kept)).toEqual({ added: [], removed: [] });
  });

  it("is whom the last answer went to, once it is sent", () => {
    const after = recipientsAfter(recipients, ["ADA@x.example", "dee@w.example"]);
    expect(addresses(prefilledCc(after, customer))).toEqual(["ada@x.example", "dee@w.example"]);
  });
});

it("is not sent with a wrong address, nor with too many", () => {
  expect(whyNotCc(20, [])).toBeNull();
  expect(whyNotCc(23, [])).toBe("A mail takes 20 in Cc. Remove 3 of them.");
  expect(whyNotCc(0, ["bo"])).toContain("Put the address in Cc right");
});

describe("who came into Cc while one wrote", () => {
  const seen = ["ADA@x.example", "bo@y.example"];

  it("is who was not in it as one began, and nobody before that is known", () => {
    expect(newInCc([...prefilled, dee], seen)).toEqual(["dee@w.example"]);
    expect(newInCc(prefilled, seen)).toEqual([]);
    expect(newInCc([dee], [])).toEqual(["dee@w.example"]);
    expect(newInCc([dee], null)).toEqual([]);
  });

  it("stops the answer once, with its address, and again only for somebody else", () => {
    expect(stopsAnswer(["dee@w.example"], [])).toBe(true);
    expect(stopsAnswer(["dee@w.example"], ["dee@w.example"])).toBe(false);
    expect(stopsAnswer(["dee@w.example", "eve@v.example"], ["dee@w.example"])).toBe(true);
    expect(stopsAnswer([], [])).toBe(false);
    expect(newInCcWords(["dee@w.example"])).toBe(
      "New in Cc: dee@w.example. Send again if that is meant.",
    );
    expect(newInCcWords([])).toBeNull();
  });

  it("is told from what was kept, whatever stands there", () => {
    expect(seenCcFrom('["a",1]')).toEqual(["a"]);
    for (const kept of ["", "no JSON", "{}"]) expect(seenCcFrom(kept)).toBeNull();
  });
});
