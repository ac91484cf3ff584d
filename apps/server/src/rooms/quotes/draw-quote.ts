// Draws a quote on paper. The only place that knows the PDF library. Text is drawn as text and as nothing else:
// no links, scripts, forms or files come from it. The same document gives the same bytes, since its dates are
// its own and nothing is taken from the clock.
import { lineAmounts } from "@rapport/contracts";
import PDFDocument from "pdfkit";
import {
  accent,
  fonts,
  footerHeight,
  gap,
  heightOf,
  line,
  margin,
  muted,
  room,
  type Sheet,
  style,
  write,
} from "./paper.ts";
import { type Column, columnsFor } from "./paper-columns.rules.ts";
import { dayText, moneyText, numberTextIn } from "./paper-text.rules.ts";
import type { QuoteDocument } from "./quote-document.rules.ts";

function drawHead(sheet: Sheet, logo: Uint8Array | null): number {
  const { doc, quote, left, right } = sheet;
  const { seller } = quote;
  const half = (right - left) / 2;
  let y = margin;
  if (logo) {
    doc.image(Buffer.from(logo), left, margin, { fit: [170, 52] });
    y += 52;
  } else if (seller.name) {
    const box = { x: left, y, width: half, font: "medium", size: 15, color: accent } as const;
    y = write(sheet, seller.name, box);
  }
  const lines = [
    seller.address,
    seller.phone,
    seller.email,
    seller.taxId ? `Tax id ${seller.taxId}` : null,
  ].filter((text) => text !== null);
  let at = margin;
  if (logo && seller.name) {
    const box = { x: left + half, y: at, width: half, font: "medium", align: "right" } as const;
    at = write(sheet, seller.name, box);
  }
  const box = { x: left + half, y: at, width: half, size: 8.5, color: muted } as const;
  at = lines.length > 0 ? write(sheet, lines.join("\n"), { ...box, align: "right" }) : at;
  return Math.max(y, at) + 26;
}

function drawFacts(sheet: Sheet, top: number): number {
  const { quote, left, right } = sheet;
  const { locale } = quote;
  const width = (right - left) / 2;
  const to = write(sheet, quote.addressee ?? "", { x: left, y: top, width: width - 20, size: 10 });
  const facts: [string, string][] = [
    ["Number", quote.number ?? "–"],
    ["Date", dayText(quote.issuedOn, locale)],
  ];
  if (quote.versionNo > 1) facts.splice(1, 0, ["Version", String(quote.versionNo)]);
  if (quote.validUntil) facts.push(["Valid until", dayText(quote.validUntil, locale)]);
  const x = left + width;
  let y = top;
  for (const [label, value] of facts) {
    write(sheet, label, { x, y, width: 84, color: muted });
    y = write(sheet, value, { x: x + 84, y, width: width - 84, align: "right" }) + 2;
  }
  return Math.max(to, y) + 26;
}

function drawTitle(sheet: Sheet, top: number): number {
  const { quote, left, right } = sheet;
  const width = right - left;
  const kind = quote.isDraft ? "DRAFT QUOTE" : "QUOTE";
  let y = write(sheet, kind, { x: left, y: top, width, font: "medium", size: 8, color: accent });
  y = write(sheet, quote.title, { x: left, y: y + 3, width, font: "medium", size: 17 }) + 8;
  if (quote.notes === null) return y + 6;
  return write(sheet, quote.notes, { x: left, y, width, size: 9.5 }) + 16;
}

function drawTableHead(sheet: Sheet, columns: readonly Column[], top: number): number {
  for (const { label, x, width, align } of columns) {
    write(sheet, label, { x, y: top, width, align, font: "medium", size: 8, color: muted });
  }
  line(sheet, top + 15, accent, 1);
  return top + 22;
}

type QuoteLine = QuoteDocument["lines"][number];

function cellText({ quote }: Sheet, one: QuoteLine, key: Column["key"]): string {
  const { currency, locale } = quote;
  const money = (minor: number) => moneyText(minor, currency, locale);
  const percent = (value: number) => `${numberTextIn(value, locale)}\u00a0%`;
  const off = [
    one.discountPercent > 0 ? percent(one.discountPercent) : "",
    one.discountMinor > 0 ? money(one.discountMinor) : "",
  ];
  const texts: Record<Column["key"], () => string> = {
    item: () => one.name,
    quantity: () => [numberTextIn(one.quantity, locale), one.unit].filter(Boolean).join("\u00a0"),
    price: () => money(one.unitPriceMinor),
    discount: () => off.filter((part) => part !== "").join("\n"),
    tax: () => percent(one.taxPercent),
    amount: () => money(lineAmounts(one).netMinor),
  };
  return texts[key]();
}

function rowHeight(sheet: Sheet, one: QuoteLine, columns: readonly Column[]): number {
  const heights = columns.map((column) => {
    const font = column.key === "item" ? "medium" : "regular";
    const own = heightOf(sheet, cellText(sheet, one, column.key), { width: column.width, font });
    const more = column.key === "item" ? (one.description ?? "") : "";
    return more === "" ? own : own + heightOf(sheet, more, { width: column.width, size: 8.5 });
  });
  return Math.max(...heights);
}

function drawRow(sheet: Sheet, one: QuoteLine, columns: readonly Column[], top: number): number {
  const { doc } = sheet;
  let end = top;
  // The item last: its description may go on over the page.
  for (const column of columns.toReversed()) {
    const { key, x, width, align } = column;
    const font = key === "item" ? "medium" : "regular";
    end = Math.max(end, write(sheet, cellText(sheet, one, key), { x, y: top, width, align, font }));
    if (key !== "item" || one.description === null) continue;
    const pages = doc.bufferedPageRange().count;
    const below = write(sheet, one.description, {
      x,
      y: doc.y + 1,
      width,
      size: 8.5,
      color: muted,
    });
    end = doc.bufferedPageRange().count > pages ? below : Math.max(end, below);
  }
  line(sheet, end + 5);
  return end + gap;
}

function drawLines(sheet: Sheet, top: number): number {
  const { quote, left, right, bottom } = sheet;
  const columns = columnsFor(quote.lines, { left, right });
  let y = drawTableHead(sheet, columns, room(sheet, top, 70));
  for (const one of quote.lines) {
    const height = Math.min(rowHeight(sheet, one, columns) + gap, bottom - margin - 40);
    const at = room(sheet, y, height);
    y = drawRow(sheet, one, columns, at < y ? drawTableHead(sheet, columns, at) : at);
  }
  return y;
}

function drawTotals(sheet: Sheet, top: number): number {
  const { quote, right } = sheet;
  const { totals, currency, locale } = quote;
  const money = (minor: number) => moneyText(minor, currency, locale);
  const rows: [string, string][] = [];
  if (totals.discountMinor !== 0) {
    rows.push(["Subtotal", money(totals.subtotalMinor)]);
    rows.push(["Discount", money(-totals.discountMinor)]);
  }
  rows.push(["Net", money(totals.netMinor)]);
  for (const { taxPercent, netMinor, taxMinor } of totals.taxes) {
    if (taxPercent === 0) continue;
    const rate = numberTextIn(taxPercent, locale);
    rows.push([`${rate}\u00a0% tax on ${money(netMinor)}`, money(taxMinor)]);
  }
  const width = 250;
  const x = right - width;
  let y = room(sheet, top + 4, rows.length * 16 + 40);
  for (const [label, value] of rows) {
    write(sheet, label, { x, y, width: 150, color: muted });
    write(sheet, value, { x: x + 150, y, width: 100, align: "right" });
    y += 16;
  }
  sheet.doc.moveTo(x, y).lineTo(right, y).lineWidth(1).strokeColor(accent).stroke();
  const box = { font: "medium", size: 12, y: y + 7 } as const;
  write(sheet, "Total", { ...box, x, width: 90 });
  const total = money(totals.totalMinor);
  write(sheet, total, { ...box, x: x + 90, width: width - 90, align: "right" });
  return y + 44;
}

function drawTerms(sheet: Sheet, top: number): void {
  const { quote, left, right } = sheet;
  if (quote.terms === null) return;
  const width = right - left;
  const y = room(sheet, top, 50);
  const below = write(sheet, "Terms", { x: left, y, width, font: "medium", size: 9 });
  write(sheet, quote.terms, { x: left, y: below + 3, width, size: 8.5, color: muted });
}

/** On every page, once it is known how many there are. */
function drawFooters(sheet: Sheet): void {
  const { doc, quote, left, right } = sheet;
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page);
    // Beneath the margin, where text would else begin a new page.
    doc.page.margins.bottom = 0;
    const y = doc.page.height - margin - footerHeight + 22;
    line(sheet, y);
    const box = { y: y + 7, size: 7.5, color: muted } as const;
    const text = quote.seller.footer ?? quote.seller.name ?? "";
    style(sheet, box);
    const footer = { width: right - left - 140, height: 28, ellipsis: true, lineGap: 1 };
    doc.text(text, left, box.y, footer);
    const place = [quote.number, `Page ${page + 1} of ${count}`].filter(Boolean).join(" · ");
    write(sheet, place, { ...box, x: right - 130, width: 130, align: "right" });
  }
}

export function drawQuote(quote: QuoteDocument, logo: Uint8Array | null): Promise<Buffer> {
  const made = new Date(`${quote.issuedOn}T00:00:00Z`);
  const doc = new PDFDocument({
    size: quote.size === "letter" ? "LETTER" : "A4",
    margins: { top: margin, left: margin, right: margin, bottom: margin + footerHeight },
    bufferPages: true,
    lang: quote.locale,
    displayTitle: true,
    font: fonts.regular,
    info: {
      Title: [quote.number, quote.title].filter(Boolean).join(" "),
      Author: quote.seller.name ?? "",
      Producer: "Rapport",
      Creator: "Rapport",
      CreationDate: made,
      ModDate: made,
    },
  });
  for (const [name, file] of Object.entries(fonts)) doc.registerFont(name, file);
  const parts: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on("data", (part: Buffer) => parts.push(part));
    doc.on("end", () => resolve(Buffer.concat(parts)));
    doc.on("error", reject);
  });
  const { width, height } = doc.page;
  const sheet: Sheet = {
    doc,
    quote,
    left: margin,
    right: width - margin,
    bottom: height - margin - footerHeight,
  };
  const y = drawTitle(sheet, drawFacts(sheet, drawHead(sheet, logo)));
  drawTerms(sheet, drawTotals(sheet, drawLines(sheet, y)));
  drawFooters(sheet);
  doc.end();
  return whole;
}
