// A sheet of paper and the few strokes that a quote is drawn with: text in a box, a rule, room for what comes.
import { createRequire } from "node:module";
import type PDFDocument from "pdfkit";
import type { QuoteDocument } from "./quote-document.rules.ts";

const find = createRequire(import.meta.url).resolve;
export const fonts = {
  regular: find("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
  medium: find("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
};

const ink = "#1a1a1e";
export const muted = "#5d5d67";
export const accent = "#0b6e75";
const rule = "#d9d9de";
export const margin = 54;
export const footerHeight = 34;
export const gap = 10;

type Paper = InstanceType<typeof PDFDocument>;

export interface Sheet {
  doc: Paper;
  quote: QuoteDocument;
  left: number;
  right: number;
  bottom: number;
}

interface Style {
  font?: keyof typeof fonts;
  size?: number;
  color?: string;
}

export function style({ doc }: Sheet, { font = "regular", size = 9, color = ink }: Style): void {
  doc.font(font).fontSize(size).fillColor(color);
}

interface Box extends Style {
  x: number;
  y: number;
  width: number;
  align?: "left" | "right";
}

/** Answers where the text ends. */
export function write(sheet: Sheet, text: string, box: Box): number {
  const { x, y, width, align = "left" } = box;
  style(sheet, box);
  sheet.doc.text(text, x, y, { width, align, lineGap: 1.5 });
  return sheet.doc.y;
}

export function heightOf(sheet: Sheet, text: string, box: Style & { width: number }): number {
  style(sheet, box);
  return sheet.doc.heightOfString(text, { width: box.width, lineGap: 1.5 });
}

export function line({ doc, left, right }: Sheet, y: number, color = rule, width = 0.5): void {
  doc.moveTo(left, y).lineTo(right, y).lineWidth(width).strokeColor(color).stroke();
}

/** Starts a page when so much does not fit; answers where to go on. */
export function room({ doc, bottom }: Sheet, y: number, height: number): number {
  if (y + height <= bottom) return y;
  doc.addPage();
  return margin;
}
