// Markdown as people write it: fences, underlined headings, tables without outer bars, and characters of two units.
import { describe, expect, it } from "vitest";
import { cutPassages, sentencesOf } from "./chunk.ts";
import { headingOf } from "./headings.ts";
import { statementsOf } from "./statements.ts";

const headingsOf = (markdown: string): string[] =>
  cutPassages(markdown).map(({ headings }) => headings.join(" > "));

describe("passages", () => {
  it.each([
    ["a line of code between marks", "Type ```npm i``` first.\n```npm i```\n\n## Next\n\nWords."],
    ["marks that are shorter", "````\n```\n# no heading\n```\n````\n\n## Next\n\nWords."],
    ["marks of the other kind", "~~~\n```\n# no heading\n~~~\n\n## Next\n\nWords."],
  ])("go on under their headings after %s", (_what, markdown) => {
    expect(headingsOf(markdown)).toEqual(["", "Next"]);
  });

  it("know headings that are underlined or indented, and no others", () => {
    const markdown = "Title\n=====\n\nA.\n\nPart\n----\n\nB.\n\n   ### Deep\n\nC.";
    expect(headingsOf(markdown)).toEqual(["Title", "Title > Part", "Title > Part > Deep"]);
    for (const line of ["- a point", "> a quotation", "1. a step", "one\ntwo"])
      expect(headingsOf(`${line}\n---\n\nB.`)).toEqual([""]);
  });

  it("keep a table without outer bars whole, and it is told row by row", () => {
    const [passage] = cutPassages(
      "Fees:\n\nZone | Fee\n--- | ---:\nRed | 7 EUR\nBlue | 12 EUR\n\nMore.",
    );
    expect(passage?.text).toContain("| Zone | Fee |\n| --- | ---: |\n| Red | 7 EUR |");
    expect(statementsOf(passage?.text ?? "")).toContain("Zone: Blue; Fee: 12 EUR");
    const code = "```\na | b\n--- | ---\n```";
    expect(cutPassages(code)).toEqual([{ headings: [], text: code }]);
  });

  it("cut no character in two where a text has no spaces", () => {
    const texts = cutPassages(`x${"😀".repeat(3000)}`).map(({ text }) => text);
    expect(texts.every((text) => text.isWellFormed())).toBe(true);
    expect(texts.join("").length).toBe(6001);
  });

  it("join the lines that a margin ended, and no others", () => {
    const textOf = (...lines: string[]) => cutPassages(lines.join("\n"))[0]?.text;
    const wrapped = [
      "A refund is paid to the card that was charged within five",
      "working days after the parcel came back. Ask the support of",
      "Ostravane for a Kündi-",
      "gung.",
    ];
    expect(textOf(...wrapped)).toBe(
      "A refund is paid to the card that was charged within five working days after the parcel came back. Ask the support of Ostravane for a Kündigung.",
    );
    const list = ["- A point that goes on", "  in another line", "- Next", "1. one", "2. two"];
    expect(textOf(...list)).toBe("- A point that goes on in another line\n- Next\n1. one\n2. two");
    for (const kept of [
      ["Monday 9 to 17", "Tuesday 10 to 12"],
      ["Ostravane Ltd", "Harbour Street 5", "1010 Vienna"],
      ["wanted  ", "break"],
      ["The first sentence ends at the margin of the page here now.", "The second begins here."],
    ])
      expect(textOf(...kept)).toBe(kept.join("\n"));
    expect(
      textOf(
        "退款将在五个工作日内到账退款将在五个工作日内到账退款将在五个工作日内到账退款将在五个工作日内到账退款将在五个工作",
        "日内到账。",
      ),
    ).toMatch(/工作日内到账。$/);
    const code = "```\nlong code line that is long enough to reach the margin of it\nnext\n```";
    expect(textOf(code)).toBe(code);
  });
});

describe("hostile lines", () => {
  it.each([
    ["a heading of spaces", `# a${" ".repeat(150_000)}b`],
    ["a heading of marks", `# ${"#".repeat(150_000)}x`],
    ["a table's rule of spaces", `a | b\n-${" ".repeat(150_000)}x | -`],
    ["very many lines", "x\n".repeat(140_000)],
  ])("%s cost no more than their length", (_what, markdown) => {
    const startedMs = performance.now();
    expect(cutPassages(markdown).length).toBeGreaterThanOrEqual(0);
    // Cubic, one of them took hours.
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it.each([
    ["# One #", "One"],
    ["## C#", "C#"],
    ["### ###", null],
    ["#none", null],
    ["   # In", "In"],
    ["    # code", null],
  ])("%s is the heading %s", (line, title) => {
    expect(headingOf(line)?.title ?? null).toBe(title);
  });
});

describe("sentences", () => {
  it.each([
    ['He said "no." (He left.) Then?', ['He said "no."', "(He left.)", "Then?"]],
    ["“去吧。”他说。好！", ["“去吧。", "”", "他说。", "好！"]],
    ["Ask Dr. A. B. Meyer, e.g. Monday. Yes", ["Ask Dr. A. B. Meyer, e.g. Monday.", "Yes"]],
  ])("of %j end where they did", (text, sentences) => {
    expect(sentencesOf(text)).toEqual(sentences);
  });

  it.each(['"', ")", "。", "”", ".", " ", ".\n", '."', '" ', "。)", "Dr. ", "A. ", '.) "('])(
    "of a run of %j cost no more than its length",
    (mark) => {
      const run = mark.repeat(200_000 / mark.length);
      const startedMs = performance.now();
      // A text that is not all Western European is gone through in another way.
      for (const text of [run, `Why. ${run}`, `Why。${run}x`, `€ ${run} Why?`]) sentencesOf(text);
      // Looked through anew from each mark, one of them took minutes.
      expect(performance.now() - startedMs).toBeLessThan(10_000);
    },
  );
});
