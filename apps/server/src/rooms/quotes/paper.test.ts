// What is printed: settings, numbers, the logo, and the PDF, whose bytes are the same for the same version.
import { createHash } from "node:crypto";
import { renameSync } from "node:fs";
import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sentQuote } from "../../../test/quotes-ground.ts";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import { imageShape } from "./image-shape.rules.ts";
import { numberText, seriesOf } from "./number-format.rules.ts";
import { dayText, moneyText, numberTextIn } from "./paper-text.rules.ts";

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  admin = workspace.as({ permissions: { settings: ["workspace.manage"] } });
});

afterAll(() => ground?.close());

describe("a number", () => {
  it.each([
    ["Q-{YYYY}-{0000}", "2026-03-09", 7, "Q-2026-0007", "Q-2026-{0}"],
    ["{YY}{MM}/{00}", "2026-03-09", 123, "2603/123", "2603/{0}"],
    ["Angebot {0}", "2026-03-09", 1, "Angebot 1", "Angebot {0}"],
  ])("of %s on %s", (format, day, count, text, series) => {
    expect(numberText(format, day, count)).toBe(text);
    expect(seriesOf(format, day)).toBe(series);
  });

  it("is written as the seller writes", () => {
    expect(moneyText(123_456, "EUR", "de-DE")).toBe("1.234,56\u00a0€");
    expect(moneyText(123_456, "EUR", "fr-FR")).toBe("1\u00a0234,56\u00a0€");
    expect(moneyText(1234, "JPY", "en-GB")).toBe("JP¥1,234");
    expect(moneyText(1234, "1x", "en-GB")).toBe("12.34 1x");
    expect(numberTextIn(1.5, "pl-PL")).toBe("1,5");
    expect(dayText("2026-03-09", "en-GB")).toBe("9 March 2026");
  });
});

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describe("a picture", () => {
  it("is what its bytes say", () => {
    expect(imageShape(png)).toEqual({ type: "image/png", width: 1, height: 1 });
    const frame = [0xff, 0xc0, 0, 11, 8, 0, 20, 0, 30, 1, 1, 0x11, 0];
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, ...frame]);
    expect(imageShape(jpeg)).toEqual({ type: "image/jpeg", width: 30, height: 20 });
    for (const other of ["", "<svg/>", "GIF89a", "\u00ff\u00d8\u00ff"]) {
      expect(imageShape(Buffer.from(other, "latin1"))).toBeNull();
    }
  });
});

const raw = (who: Caller, bytes: Buffer, type = "image/png") =>
  who.call("PUT" as "POST", "/quote-settings/logo", bytes, { "content-type": type });

describe("settings", () => {
  it("are read by all, changed by who manages the workspace, and undone", async () => {
    const seller = { sellerName: "Ostravane", sellerAddress: "Kai 1\nKiel", validDays: 14 };
    const changed = await admin.patch("/quote-settings", { ...seller, numberFormat: "A{000}" });
    expect(changed.body).toMatchObject({ ...seller, nextNumber: "A001", mayChange: true });
    const member = workspace.as({});
    expect((await member.get("/quote-settings")).body).toMatchObject({ mayChange: false });
    expect((await member.patch("/quote-settings", { validDays: 2 })).status).toBe(403);
    for (const numberFormat of ["Q", "{0000}{00}", "Q-{yyyy}-{0}", "\n{0}", "{0}{YYYY}{MM"]) {
      expect((await admin.patch("/quote-settings", { numberFormat })).status).toBe(422);
    }
    await admin.post(`/undo/${changed.act}`);
    expect((await admin.get("/quote-settings")).body).toMatchObject({
      sellerName: null,
      numberFormat: "Q-{YYYY}-{0000}",
    });
  });

  it("take a logo that can be drawn, and nothing else", async () => {
    expect((await admin.get("/quote-settings/logo")).status).toBe(404);
    const broken = Buffer.concat([png.subarray(0, 45), Buffer.alloc(20)]);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
    for (const bytes of [svg, broken, Buffer.alloc(0)]) {
      const refused = await raw(admin, bytes);
      expect([refused.status, refused.body.code]).toEqual([422, "quotes.bad_logo"]);
    }
    expect((await admin.call("PUT" as "POST", "/quote-settings/logo")).status).toBe(422);
    expect((await raw(admin, Buffer.alloc(1_000_001))).status).toBe(413);
    expect((await raw(workspace.as({}), png)).status).toBe(403);
    const kept = await raw(admin, png, "application/octet-stream");
    expect(kept.body.logo).toMatchObject({ type: "image/png", bytes: png.length });
    const shown = await admin.file("/quote-settings/logo");
    expect(shown.bytes.equals(png)).toBe(true);
    expect(shown.headers["x-content-type-options"]).toBe("nosniff");
  });
});

/** The page's drawing instructions, unpacked. */
function streamsOf(pdf: Buffer): string {
  const text = pdf.toString("latin1");
  return [...text.matchAll(/stream\r?\n([\s\S]*?)endstream/g)]
    .map(([, packed = ""]) => {
      try {
        return inflateSync(Buffer.from(packed, "latin1")).toString("latin1");
      } catch {
        return "";
      }
    })
    .join("\n");
}

describe("the PDF", () => {
  it("of a sent version has the same bytes, hash and look for ever", async () => {
    const deal = (await admin.post("/deals", { name: "Größe Ωμέγα Київ", currency: "EUR" })).body;
    const line = {
      name: "https://evil.example/ <script>alert(1)</script>",
      description: "javascript:alert(1) (/URI /JS)",
      quantity: 2,
      unitPriceMinor: 1000,
      taxPercent: 19,
    };
    await admin.post(`/deals/${deal.id}/line-items`, line);
    const quote = (await admin.post("/quotes", { dealId: deal.id })).body;
    const path = `/quotes/${quote.id}`;
    const draft = await admin.file(`${path}/pdf`);
    expect(draft.status).toBe(200);
    expect(draft.headers["content-type"]).toBe("application/pdf");
    await admin.post(`${path}/send`);
    const first = await admin.file(`${path}/pdf?download=true`);
    const [kept] = (await admin.get(path)).body.documents;
    const sha256 = createHash("sha256").update(first.bytes).digest("hex");
    expect(kept).toEqual({ size: "a4", sha256, bytes: first.bytes.length });
    expect(first.headers["content-disposition"]).toMatch(
      /^attachment; filename="quote-Q-.*\.pdf"$/,
    );
    await admin.patch("/quote-settings", { sellerName: "Another name", locale: "fr-FR" });
    await admin.patch(`/deals/${deal.id}`, { name: "Renamed" });
    await ground.test.asOwner("DELETE FROM quotes.documents WHERE quote_id = $1", [quote.id]);
    const drawnAgain = await admin.file(`${path}/pdf`);
    expect(drawnAgain.bytes.equals(first.bytes)).toBe(true);
    const letter = await admin.file(`${path}/pdf?size=letter`);
    expect(letter.bytes.toString("latin1")).toMatch(/\/MediaBox \[0 0 612 792\]/);
    expect((await admin.get(path)).body.documents).toHaveLength(2);
  }, 60_000);

  it("holds text as text: no links, scripts, forms or files", async () => {
    const { data } = (await admin.get("/quotes")).body;
    const { bytes } = await admin.file(`/quotes/${data[0].id}/pdf`);
    const whole = bytes.toString("latin1") + streamsOf(bytes);
    expect(bytes.toString("latin1")).toMatch(/^%PDF-/);
    for (const name of ["/URI", "/JavaScript", "/JS", "/AcroForm", "/EmbeddedFile", "/Launch"]) {
      expect(whole).not.toContain(name);
    }
    expect(whole).not.toContain("/Annot");
  });

  it("is not kept without its logo, should the logo's bytes be missing at that moment", async () => {
    const { body } = await raw(admin, png);
    const quote = await sentQuote(admin);
    const path = `/quotes/${quote.id}`;
    const logo = `${ground.dataDir}/blobs/quotes/${workspace.id}/logo/${body.logo.sha256}`;
    renameSync(logo, `${logo}-away`);
    const without = await admin.file(`${path}/pdf`);
    expect(without.status).toBe(200);
    expect((await admin.get(path)).body.documents).toEqual([]);
    renameSync(`${logo}-away`, logo);
    const whole = await admin.file(`${path}/pdf`);
    expect(whole.bytes.equals(without.bytes)).toBe(false);
    expect(whole.bytes.toString("latin1")).toContain("/Subtype /Image");
    expect((await admin.get(path)).body.documents).toHaveLength(1);
  }, 60_000);
});
