// The logo on quotes: taken in by its bytes, tried out on paper, and kept under its hash, so that what was sent
// with an older one can still be drawn.
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type QuoteSettings, totalsOf } from "@rapport/contracts";
import type { Acts, Performed } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { AppError, isAppError } from "../../platform/errors.ts";
import { badLogo, noLogo } from "./errors.ts";
import { imageShape } from "./image-shape.rules.ts";
import { logoKey, type PdfDeps } from "./make-pdf.ts";
import { sellerOf } from "./quote.rules.ts";
import type { QuoteDocument } from "./quote-document.rules.ts";
import { readSettings } from "./settings.store.ts";
import { firstSettings } from "./stored-quote.ts";

export type LogoDeps = PdfDeps & { acts: Acts };

const maxBytes = 1_000_000;
const maxPixels = 4000;

async function readCapped(content: unknown): Promise<Buffer> {
  // Without a body there is no stream.
  if (!(content instanceof Readable)) throw badLogo("Send the picture as the request's body.");
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of content) {
    bytes += (part as Buffer).length;
    if (bytes > maxBytes) {
      const message = "The logo is larger than 1 MB. Choose a smaller picture.";
      throw new AppError("too-large", "quotes.logo_too_large", message);
    }
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

const nothing = { discountPercent: 0, discountMinor: 0 };
const { locale: _locale, pageSize: _size, ...nobody } = sellerOf(firstSettings);

const trial: QuoteDocument = {
  size: "a4",
  isDraft: true,
  number: null,
  versionNo: 1,
  title: "Trial",
  addressee: null,
  currency: "EUR",
  locale: "en-GB",
  issuedOn: "2000-01-01",
  validUntil: null,
  notes: null,
  terms: null,
  lines: [],
  totals: totalsOf([], nothing),
  seller: nobody,
};

/** Drawn on an empty quote: what cannot be drawn is refused now, and not when a quote is due. */
async function tryOut(deps: LogoDeps, bytes: Buffer): Promise<void> {
  try {
    await deps.draw(trial, bytes);
  } catch (error) {
    if (!isAppError(error, "quotes.pdf_failed")) throw error;
    throw badLogo("The picture is damaged. Save it again as PNG or JPEG, then upload that.");
  }
}

export async function changeLogo(
  deps: LogoDeps,
  ctx: Ctx,
  content: Readable,
): Promise<Performed<QuoteSettings>> {
  const bytes = await readCapped(content);
  const shape = imageShape(bytes);
  if (!shape) throw badLogo("The logo must be a PNG or JPEG picture.");
  const { width, height, type } = shape;
  if (width < 1 || height < 1 || width > maxPixels || height > maxPixels) {
    throw badLogo(`The logo must be ${maxPixels} × ${maxPixels} pixels at most.`);
  }
  await tryOut(deps, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await deps.blobs.put(logoKey(ctx.workspaceId, sha256), bytes);
  const logo = { sha256, type, bytes: bytes.length };
  return deps.acts.perform(ctx, "quotes.settings.logo", { logo });
}

export async function readLogo(deps: PdfDeps, ctx: Ctx): Promise<{ bytes: Buffer; type: string }> {
  const { logo } = await deps.db.tenant(ctx, (tx) => readSettings(tx));
  if (!logo) throw noLogo();
  const bytes = await buffer(await deps.blobs.get(logoKey(ctx.workspaceId, logo.sha256)));
  return { bytes, type: logo.type };
}
