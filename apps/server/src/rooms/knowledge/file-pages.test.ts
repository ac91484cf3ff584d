// Files as other programs write them: what of them is a page's title, what its text, and in which letters.
import { describe, expect, it } from "vitest";
import { FileFault, pagesOfFile } from "./file-pages.ts";
import type { CameAs } from "./pages.store.ts";

async function read(kind: CameAs, content: string | Uint8Array, name = `the-file.${kind}`) {
  const pages = await pagesOfFile(name, kind, Buffer.from(content));
  return pages.map(({ part, title, body }) => ({ part, title, body }));
}
const one = async (kind: CameAs, content: string | Uint8Array) => (await read(kind, content))[0];
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))),
  );

describe("Markdown", () => {
  it.each([
    ["a comment in code is no title", "## Setup\n\n```sh\n# install\nnpm i\n```\n", "the file"],
    ["nor before the real one", "Intro\n\n~~~\n# no\n~~~\n\n# Real\n\nRest", "Real"],
    ["a heading that comes late", "## Setup\n\nFirst.\n\n# Setup\n\nRest.", "Setup"],
    ["an underlined one", "Our Shop\n========\n\nOpen daily.", "Our Shop"],
  ])("%s, and no other line is lost", async (_what, markdown, title) => {
    const page = await one("markdown", markdown);
    expect(page?.title).toBe(title);
    const lines = markdown.trim().split("\n");
    const kept = page?.body.split("\n") ?? [];
    const isHead = (line: string) => line === `# ${title}` || line === title || /^=+$/.test(line);
    expect(kept.filter((line) => line !== "")).toEqual(
      lines.filter((line) => line !== "" && !isHead(line)),
    );
  });

  it.each(["\n", "\r\n", "\r"])("leaves settings out, however lines end: %j", async (end) => {
    const text = ["---", "title: 'Our returns'", "internal: x", "---", "", "Send it back.", ""];
    expect(await one("markdown", text.join(end))).toMatchObject({
      title: "Our returns",
      body: "Send it back.",
    });
    const headed = [...text.slice(0, 4), "# Returns", "", "Send it back."].join(end);
    expect(await one("markdown", headed)).toMatchObject({
      title: "Returns",
      body: "Send it back.",
    });
  });

  it("keeps a paragraph between rules, and refuses settings alone", async () => {
    const ruled = "---\nA paragraph that matters.\n---\n\nMore.";
    expect((await one("markdown", ruled))?.body).toBe(ruled);
    await expect(read("markdown", "---\ntitle: X\n---")).rejects.toThrow(FileFault);
  });

  it("loses the letters that are broken and no others", async () => {
    const page = await one(
      "markdown",
      bytes("# Größe\n\nÜber Gäste, größer, schöner ", [0xe4], " älter"),
    );
    expect(page?.title).toBe("Größe");
    expect(page?.body).toBe("Über Gäste, größer, schöner \ufffd älter");
  });
});

describe("HTML", () => {
  it.each([
    ["Shift_JIS", '<meta charset="Shift_JIS">', [0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea], "日本語"],
    [
      "Greek",
      '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-7">',
      [0xc5, 0xeb, 0xeb, 0xe7, 0xed, 0xe9, 0xea, 0xdc],
      "Ελληνικά",
    ],
    ["a wrong name", "<meta charset=iso-8859-1>", [...Buffer.from("Größe")], "Größe"],
    ["an unknown name", "<meta charset=klingon>", [0x47, 0x72, 0xf6, 0xdf, 0x65], "Größe"],
  ])("is read in the letters that it names: %s", async (_what, meta, word, expected) => {
    const html = bytes(
      `<html><head>${meta}</head><body><h1>`,
      word,
      "</h1><p>",
      word,
      "</p></body>",
    );
    expect(await one("html", html)).toMatchObject({ title: expected, body: expected });
  });

  it("runs nothing together that stands on lines of its own", async () => {
    const cells =
      "<td>x<br>y</td><td><ul><li>one</li><li>two</li></ul></td><td><p>a</p><p>b</p></td>";
    const html = `<h1>Our<br>fees</h1><details><summary>Why?</summary>So.</details><table><tr><th>A</th><th>B</th><th>C</th></tr><tr>${cells}</tr></table>`;
    const page = await one("html", html);
    expect(page?.title).toBe("Our fees");
    expect(page?.body).toMatch(/^Why\?\n\nSo\.\n/);
    expect(page?.body.replace(/ +/g, " ")).toContain("| x y | one two | a b |");
  });

  it("has its title in plain letters", async () => {
    const page = await one("html", "<title>Terms &amp; &quot;more&quot;</title><p>Words.</p>");
    expect(page?.title).toBe('Terms & "more"');
  });
});

describe("CSV", () => {
  it("loses no answer where a question is named like a second answer", async () => {
    const pages = await read("csv", "question,answer\nFoo,A\nFoo,B\nFoo (2),C\nFoo,D\n");
    expect(pages.map(({ body }) => body).sort()).toEqual(["A", "B", "C", "D"]);
    expect(new Set(pages.map(({ part }) => part)).size).toBe(4);
    expect(await read("csv", "question,answer\nFoo,A\nFoo,B\n")).toMatchObject([
      { part: "#Foo" },
      { part: "#Foo (2)" },
    ]);
  });

  it("takes the columns `question` and `answer` before others that could be meant", async () => {
    expect(await one("csv", "title,text,question,answer\nT,note,Q,A\n")).toMatchObject({
      title: "Q",
      body: "A",
    });
    expect(await one("csv", "\ufeffsep=;\r\nFrage;Antwort\r\nQ;A\r\n")).toMatchObject({
      body: "A",
    });
  });
});
