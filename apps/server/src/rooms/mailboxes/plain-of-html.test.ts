// What people read of a mail that is HTML alone, or that shows pictures of its own.
import { expect, it } from "vitest";
import { plainOfHtml } from "./plain-of-html.ts";

it.each([
  [
    "bold and slanted words",
    "<p>Hel<b>lo</b> <i>you</i>, <strong>now</strong></p>",
    "Hello you, now",
  ],
  ["struck and typed words", "<p><del>old</del> <code>a`b</code></p>", "old a`b"],
  ["marks that Markdown has", "<p>ORD_12*3 [x](y) \\ #1</p>", "ORD_12*3 [x](y) \\ #1"],
  ["lines that look like lists", "<p>1. one</p><p>+1 555</p><p># x</p>", "1. one\n\n+1 555\n\n# x"],
  [
    "cells of Outlook",
    "<table><tr><td><p>A</p></td><td><p>5</p></td></tr><tr><td></td><td><p>7</p></td></tr></table>",
    "A | 5\n7",
  ],
  ["numbered points", "<ol start=3><li>x</li><li></li><li>y<br/>z</li></ol>", "3. x\n5. y\nz"],
  ["breaks of every kind", "a<br>b<BR/>c<br />d<br clear=all>e<br><br><br>f", "a\nb\nc\nd\ne\n\nf"],
  ["a line across", "<p>a</p><hr><div>b<hr></div>c", "a\n\nb\n\nc"],
  ["a heading", "<h1>Order</h1>text", "Order\n\ntext"],
  ["lines of Gmail", "<div>a</div><div><br></div><div>b<br>c</div>", "a\n\nb\nc"],
  ["lists", "<ul><li>one<ul><li>sub</li></ul></li><li>two</li></ul>", "- one\n  - sub\n- two"],
  ["a quotation", "<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n>> b\n\nc"],
  ["what stands as it was typed", "<pre>x\n  y</pre>", "x\n  y"],
  [
    "a place with its name",
    "<a href='https://x.example/a_b?c=1&amp;d=2'><b>Go</b></a>",
    "Go <https://x.example/a_b?c=1&d=2>",
  ],
  [
    "a place that is its name",
    "<a href='https://x.example/a_b'>x.example/a_b</a>",
    "x.example/a_b",
  ],
  [
    "a place that hides behind another",
    "<a href='https://evil.example'>bank.example</a>",
    "bank.example <https://evil.example>",
  ],
  ["an address", "<a href='mailto:a_b@x.example?subject=y'>a_b@x.example</a>", "a_b@x.example"],
  ["what no place is", "<a href='javascript:alert(1)'>go</a>", "go"],
  [
    "a table of figures",
    "<table><tr><th>Item</th><th>Price</th></tr><tr><td>A|x</td><td>5</td></tr></table>after",
    "Item | Price\nA|x | 5\nafter",
  ],
  [
    "a table that lays out a mail",
    "<table><tr><td></td><td><table><tr><td><p>Dear <b>Zed</b>,</p><p>it is here.</p></td></tr></table></td></tr></table>",
    "Dear Zed,\n\nit is here.",
  ],
  [
    "nothing that works or is drawn",
    "<style>p{}</style><script>x()</script><p>Hi<img src=x></p>",
    "Hi",
  ],
])("%s", (_name, html, text) => {
  expect(plainOfHtml(html)).toBe(text);
});

it("long and hostile HTML is read in time", () => {
  const start = performance.now();
  plainOfHtml("<table><tr><td>".repeat(2000));
  plainOfHtml(`<b>${"<i>x</i>".repeat(5000)}</b>`);
  plainOfHtml(`<p>x${" ".repeat(300_000)}y</p><pre>${" ".repeat(100_000)}x</pre>`);
  const log = plainOfHtml(`<div>${"a line of a log<br>".repeat(50_000)}</div>`);
  const words = "<p><span>Some <b>words</b> and <a href='https://x.example'>more</a></span></p>";
  const letter = plainOfHtml(words.repeat(5000));
  expect([log.split("\n").length, letter.split("\n\n").length]).toEqual([50_000, 5000]);
  expect(performance.now() - start).toBeLessThan(10_000);
});
