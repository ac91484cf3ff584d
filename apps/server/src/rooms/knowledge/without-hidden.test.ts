// What readers of an HTML page do not see is no text of it.
import { expect, it } from "vitest";
import { pagesOfFile } from "./file-pages.ts";
import { withoutHidden } from "./without-hidden.ts";

const bodyOf = async (html: string): Promise<string> => {
  const [page] = await pagesOfFile("page.html", "html", Buffer.from(html));
  return page?.body ?? "";
};

const ways = [
  '<div style="display:none">XX</div>',
  '<p style="color: red; DISPLAY : none !important">XX</p>',
  "<span style='display:/* */none'>XX</span>",
  '<div style="visibility: hidden"><p>deep <b>XX</b></p></div>',
  "<section hidden>XX</section>",
  '<p hidden="hidden">XX</p>',
  '<P HIDDEN="">XX</P>',
  '<span aria-hidden="true">XX</span>',
  "<table><tr><td>A</td><td hidden>XX</td></tr></table>",
  "<ul><li>A</li><li style=display:none>XX</li></ul>",
];

it.each(ways)("is left out: %s", async (way) => {
  const body = await bodyOf(`<h1>Help</h1><p>Seen before.</p>${way}<p>Seen &amp; after.</p>`);
  expect(body).not.toContain("XX");
  expect(body).toContain("Seen before.");
  expect(body).toContain("Seen & after.");
});

it("keeps what is seen", async () => {
  const shown = [
    '<p aria-hidden="false">XX</p>',
    '<p hidden="until-found">XX</p>',
    '<p style="display:block">XX</p>',
    '<p title="hidden">XX</p>',
    "<p>It is hidden by display:none XX</p>",
    "<pre>if (a &lt; b) {\n  XX\n}</pre><p hidden>YY</p>",
  ];
  for (const html of shown) expect(await bodyOf(`<h1>Help</h1>${html}`), html).toContain("XX");
  const whole = '<html><body style="visibility:hidden"><p>XX</p></body></html>';
  expect(await bodyOf(whole)).toContain("XX");
});

it("gives a page back as it came, where nothing is hidden", async () => {
  const html = "<p class=hidden-xs>One<p>Two<br>Three";
  expect(await withoutHidden(html)).toBe(html);
});
