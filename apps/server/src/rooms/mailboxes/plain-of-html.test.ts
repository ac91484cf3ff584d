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
    "the kind of page, over two lines",
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"\n  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html><body>Hi</body></html>',
    "Hi",
  ],
  [
    "what is said to Outlook alone",
    "<!--[if mso]><p>old</p><![endif]--><p>a<![if !mso]> and b<![endif]></p><!--[if !mso]><!--><p>c</p><!--<![endif]-->",
    "a and b\n\nc",
  ],
  [
    "a table in a second cell",
    "<table><tr><td>Qty 1</td><td><table><tr><td>20.00</td><td>EUR</td></tr></table></td><td>x</td></tr></table>",
    "Qty 1 | 20.00 | EUR | x",
  ],
  [
    "the same with white space between",
    "<table>\n<tr>\n<td>Qty 1</td>\n<td>\n<table>\n<tr>\n<td>20.00</td>\n</tr>\n</table>\n</td>\n</tr>\n</table>",
    "Qty 1 | 20.00",
  ],
  [
    "a place told from another by what it asks for",
    "<a href='https://x.example/?id=2'>https://x.example/</a>",
    "https://x.example/ <https://x.example/?id=2>",
  ],
  [
    "a link that ends a line",
    "<a href='https://x.example'>Go<br></a>on",
    "Go <https://x.example>\non",
  ],
  [
    "a place with blanks and over two lines",
    "<a href=' https://x.example/a b/\r\nc'>Go</a>",
    "Go <https://x.example/a%20b/c>",
  ],
  [
    "tags in capitals that end in small letters",
    "<STYLE>p{}</style><P>Hi</p><A HREF='https://x.example'>Go</a> on <STYLE>x</STYLE >there",
    "Hi\n\nGo <https://x.example> on there",
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
  const rows = plainOfHtml(`<table>${"<tr><td>a</td></tr>\n".repeat(60_000)}</table>`);
  expect(rows.split("\n")).toHaveLength(60_000);
  const comments = plainOfHtml(`<p>x</p>${"<!-- ".repeat(200_000)}${"<!doctype ".repeat(100_000)}`);
  expect(comments).toMatch(/^x/);
  expect(performance.now() - start).toBeLessThan(10_000);
});

it("what is quoted or listed without end does not fill the text", () => {
  const within = (tag: string, times: number, text: string) =>
    `<${tag}>`.repeat(times) + text + `</${tag}>`.repeat(times);
  expect(plainOfHtml(`${within("blockquote", 500, "a")}b`)).toMatch(/^>{30} a\n\nb$/);
  expect(plainOfHtml(`a${within("ul", 500, "<li>b</li>")}`)).toMatch(/^a\n\n {60}- b$/);
});
