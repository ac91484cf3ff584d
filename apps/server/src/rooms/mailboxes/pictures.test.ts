// Pictures within mails: where they stand, what is drawn, and what a mail that lies about them gets.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTooLarge, pictureSize } from "./picture-type.rules.ts";
import { withPictureTokens } from "./pictures.rules.ts";
import { readMail } from "./read-mail.ts";

const png = (width: number, height: number): Buffer => {
  const head = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
  const size = Buffer.alloc(9);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([head, size]);
};
const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.from([3, 0, 2, 0, 0, 0])]);
const jpeg = Buffer.from("ffd8ffe000104a46494600010100000100010000ffc00011080020004003", "hex");
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');

interface Part {
  id?: string;
  name?: string;
  type?: string;
  content: Buffer;
  disposition?: string;
}

const part = ({ id, name = "a.png", type = "image/png", content, disposition = "inline" }: Part) =>
  [
    `Content-Type: ${type}; name="${name}"`,
    ...(id === undefined ? [] : [`Content-ID: <${id}>`]),
    `Content-Disposition: ${disposition}; filename="${name}"`,
    "Content-Transfer-Encoding: base64",
    "",
    content.toString("base64"),
  ].join("\r\n");

const mailOf = ({ html, plain, parts = [] }: { html?: string; plain?: string; parts?: Part[] }) => {
  const texts = [
    ...(plain === undefined ? [] : [`Content-Type: text/plain; charset=utf-8\r\n\r\n${plain}`]),
    ...(html === undefined ? [] : [`Content-Type: text/html; charset=utf-8\r\n\r\n${html}`]),
  ];
  const body = [
    `Content-Type: multipart/alternative; boundary=A\r\n\r\n${texts.map((one) => `--A\r\n${one}\r\n`).join("")}--A--`,
    ...parts.map(part),
  ];
  return Buffer.from(
    `From: ada@x.example\r\nSubject: Hi\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=R\r\n\r\n${body
      .map((one) => `--R\r\n${one}\r\n`)
      .join("")}--R--\r\n`,
  );
};

const read = async (given: Parameters<typeof mailOf>[0]) => {
  const { text, files } = await readMail(mailOf(given));
  return { text, pictures: files.map(({ picture }) => picture) };
};

describe("what a part is", () => {
  it.each([
    ["PNG", png(4, 5), { type: "image/png", width: 4, height: 5 }],
    ["GIF", gif, { type: "image/gif", width: 3, height: 2 }],
    ["JPEG", jpeg, { type: "image/jpeg", width: 64, height: 32 }],
    ["SVG", svg, null],
    ["HTML", Buffer.from("<html>"), null],
    ["nothing", Buffer.alloc(0), null],
    ["the beginning of a PNG", png(1, 1).subarray(0, 12), null],
  ])("says its bytes: %s", (_name, bytes, expected) => {
    expect(pictureSize(bytes)).toEqual(expected);
  });

  it("reads the three kinds of WebP", () => {
    const webp = (kind: string, set: (body: Buffer) => void) => {
      const all = Buffer.alloc(32);
      all.write("RIFF", 0);
      all.write("WEBP", 8);
      all.write(kind, 12);
      set(all);
      return pictureSize(all);
    };
    expect(webp("VP8X", (all) => all.writeUIntLE(99, 24, 3) && all.writeUIntLE(49, 27, 3))).toEqual(
      {
        ...{ type: "image/webp", width: 100, height: 50 },
      },
    );
    expect(webp("VP8 ", (all) => all.writeUInt16LE(80, 26) && all.writeUInt16LE(60, 28))).toEqual({
      ...{ type: "image/webp", width: 80, height: 60 },
    });
    expect(webp("VP8L", (all) => all.writeUInt32LE((9 << 14) | 19, 21))).toEqual({
      ...{ type: "image/webp", width: 20, height: 10 },
    });
  });

  it("never fails on any bytes", () => {
    const heads = [png(1, 1), gif, jpeg, Buffer.from("RIFF....WEBPVP8X")].map((one) => [...one]);
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 60 }), (head, rest) => {
        const size = pictureSize(Uint8Array.from([...head.slice(0, 1 + (rest[0] ?? 0)), ...rest]));
        expect(size === null || size.width >= 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("knows what unpacks to too much", () => {
    const of = (width: number, height: number) => ({ type: "image/png" as const, width, height });
    expect(isTooLarge(of(4000, 3000), 5_000_000)).toBe(false);
    expect(isTooLarge(of(30_000, 30_000), 90_000)).toBe(true);
    expect(isTooLarge(of(20_000, 10), 9000)).toBe(true);
    expect(isTooLarge(of(10, 10), 11_000_000)).toBe(true);
  });
});

const shown = (mark: number | null) => ({
  ...{ state: "shown", mark, type: "image/png", width: 4, height: 5 },
});

describe("where pictures stand", () => {
  it("HTML: at their place, as often as it says", async () => {
    const html =
      '<p>See <img width="9" src="cid:one@x"> here</p><img src=\'cid:two%40x\' alt="a"><img src=cid:one@x>';
    const parts = [
      { id: "two@x", content: png(4, 5) },
      { id: "one@x", content: png(4, 5) },
    ];
    const mail = await read({ html, parts });
    expect(mail.text.replaceAll(/\s+/g, " ")).toBe("See [image 1] here [image 2][image 1]");
    expect(mail.pictures).toEqual([shown(2), shown(1)]);
  });

  it("not where they are written into the text, however long; what stands below is read", async () => {
    const data = `data:image/png;base64,${"QUJD".repeat(600_000)}`;
    const html = `<p>Above</p><img src="${data}"><img alt="${"x".repeat(9000)}"><p>Below</p>`;
    expect((await read({ html })).text).toBe("Above\n\nBelow");
  });

  it("nor are words taken for such a picture", async () => {
    const html =
      "<p>Your data:text/plain;base64,words, and data:image/png;base64,too</p><p style='background:url( data:image/png;base64,QUJD)'>Below</p>";
    expect((await read({ html })).text).toBe(
      "Your data:text/plain;base64,words, and data:image/png;base64,too\n\nBelow",
    );
  });

  it("plain text beside HTML: by Outlook's ids and Gmail's names; else below the text", async () => {
    const html = '<p>Hi <img src="cid:one"><img src="cid:two"><img src="cid:three"></p>';
    const plain = "Hi\n[cid:one]\n[image: b.png]";
    const parts = [
      { id: "one", content: png(4, 5) },
      { id: "two", name: "b.png", content: png(4, 5) },
      { id: "three", name: "c.png", content: png(4, 5) },
    ];
    const mail = await read({ html, plain, parts });
    expect(mail.text).toBe("Hi\n[image 1]\n[image 2]");
    expect(mail.pictures).toEqual([shown(1), shown(2), shown(null)]);
  });

  it("what is quoted or signed is a file; a quotation that points at nothing breaks nothing", async () => {
    const quoted =
      '<p>Yes, thank you.</p><div>On Tue, 3 Nov 2026 at 10:00, Support &lt;help@ours.example&gt; wrote:</div><blockquote>Look: <img src="cid:gone"> <img src="cid:old"></blockquote>';
    const mail = await read({ html: quoted, parts: [{ id: "old", content: png(4, 5) }] });
    expect(mail).toEqual({ text: "Yes, thank you.", pictures: [null] });
    const signed = await read({
      html: "<p>Hello</p><p>-- <br>Ada<br><img src=cid:logo></p>",
      plain: "Hello\n\n-- \nAda\n[cid:logo]",
      parts: [{ id: "logo", content: png(4, 5) }],
    });
    expect(signed).toEqual({ text: "Hello", pictures: [null] });
  });

  it("says what is missing, too large, none at all, or there twice", async () => {
    const html =
      "<p>A <img src=cid:gone> b <img src=cid:big> c <img src=cid:svg> d <img src=cid:twice></p>";
    const parts = [
      { id: "big", content: png(30_000, 30_000) },
      { id: "svg", type: "image/png", content: svg },
      { id: "twice", content: png(4, 5) },
      { id: "TWICE", content: png(4, 5) },
    ];
    const mail = await read({ html, parts });
    expect(mail.text).toBe("A [image missing] b [image 1] c [image 2] d [image 3]");
    expect(mail.pictures.map((one) => [one?.state, one?.mark])).toEqual([
      ["too-large", 1],
      ["not-a-picture", 2],
      ["shown", 3],
      ["same-id", null],
    ]);
  });

  it("believes bytes and not types, and shows what stands between pieces of text", async () => {
    const parts = [
      { id: "octets", type: "application/octet-stream", content: png(4, 5) },
      { name: "photo.png", content: png(4, 5) },
      { name: "kept.png", content: png(4, 5), disposition: "attachment" },
      { name: "notes.bin", type: "image/png", content: Buffer.from("no picture") },
    ];
    const mail = await read({ html: "<img src=cid:octets>", parts });
    expect(mail.text).toBe("[image 1]");
    expect(mail.pictures).toEqual([shown(1), shown(null), null, null]);
  });

  it("takes nothing from elsewhere, whatever stands around it", async () => {
    const html =
      '<a href="https://evil.example"><img src="https://evil.example/p.gif"></a><img data-src="cid:one" src="http://evil.example/cid:one"><p>Hello</p><!-- <img src=cid:one> --><style>img{background:url(cid:one)}</style>';
    const mail = await read({
      html,
      parts: [{ id: "one", content: png(4, 5), disposition: "attachment" }],
    });
    expect(mail.text.replace(/\[\]\([^)]*\)/, "").trim()).toBe("Hello");
    expect(mail.pictures).toEqual([null]);
  });

  it("is done soon with very many tags that never end", () => {
    const startedMs = performance.now();
    withPictureTokens("<img ".repeat(400_000));
    withPictureTokens("<img src=cid:a>".repeat(130_000));
    expect(performance.now() - startedMs).toBeLessThan(3000);
  });
});
