// The PDF of a quote. A version that was sent is drawn once and kept with its hash; a draft is drawn anew each
// time. No transaction is open while it is drawn or stored.
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { QuotePageSize } from "@rapport/contracts";
import type { Blobs } from "../../platform/blobs.ts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { isAppError } from "../../platform/errors.ts";
import { type ReadDeps, visibleQuote } from "./describe-quote.ts";
import type { Draw } from "./draw-in-thread.ts";
import { numbersOf } from "./numbers.store.ts";
import { sellerOf } from "./quote.rules.ts";
import { fileNameOf, type QuoteDocument, quoteDocument } from "./quote-document.rules.ts";
import { keepDocument, readDocument, readSettings } from "./settings.store.ts";
import type { StoredDocument } from "./stored-quote.ts";

export interface PdfDeps extends ReadDeps {
  blobs: Blobs;
  draw: Draw;
}

export interface Pdf {
  bytes: Uint8Array;
  sha256: string;
  fileName: string;
}

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

export const logoKey = (workspaceId: string, hash: string) => `quotes/${workspaceId}/logo/${hash}`;
const pdfKey = (workspaceId: string, hash: string) => `quotes/${workspaceId}/pdf/${hash}`;

/** Null when it is not there any more: then it is drawn again. */
async function readBlob(blobs: Blobs, key: string): Promise<Uint8Array | null> {
  try {
    return await buffer(await blobs.get(key));
  } catch (error) {
    if (isAppError(error, "platform.blob_not_found")) return null;
    throw error;
  }
}

interface Plan {
  document: QuoteDocument;
  contentSha256: string;
  kept: StoredDocument | null;
  fileName: string;
}

function planOf(deps: PdfDeps, ctx: Ctx, id: string, wanted: QuotePageSize | null): Promise<Plan> {
  return deps.db.tenant(ctx, async (tx) => {
    const quote = await visibleQuote(deps, tx, ctx, id);
    const seller = quote.seller ?? sellerOf(await readSettings(tx));
    const number = (await numbersOf(tx, [quote.rootId])).get(quote.rootId) ?? null;
    const size = wanted ?? seller.pageSize;
    const today = nowIso(deps.clock).slice(0, 10);
    const document = quoteDocument({ quote, number, seller, size, today });
    const contentSha256 = sha256(JSON.stringify(document));
    const found = document.isDraft ? null : await readDocument(tx, id, size);
    return {
      document,
      contentSha256,
      kept: found?.contentSha256 === contentSha256 ? found : null,
      fileName: fileNameOf(number, quote.versionNo),
    };
  });
}

export async function quotePdf(
  deps: PdfDeps,
  ctx: Ctx,
  id: string,
  wanted: QuotePageSize | null,
): Promise<Pdf> {
  const { document, contentSha256, kept, fileName } = await planOf(deps, ctx, id, wanted);
  const { workspaceId } = ctx;
  const stored = kept ? await readBlob(deps.blobs, pdfKey(workspaceId, kept.sha256)) : null;
  if (kept && stored) return { bytes: stored, sha256: kept.sha256, fileName };
  const { logo } = document.seller;
  const picture = logo ? await readBlob(deps.blobs, logoKey(workspaceId, logo.sha256)) : null;
  const bytes = await deps.draw(document, picture);
  const hash = sha256(bytes);
  // Without the bytes of its logo it is not what was sent: it is shown, and not kept for good.
  const isWhole = !logo || picture !== null;
  if (!document.isDraft && isWhole) {
    await deps.blobs.put(pdfKey(workspaceId, hash), bytes);
    const made = { size: document.size, contentSha256, sha256: hash, bytes: bytes.length };
    await deps.db.tenant(ctx, (tx) => keepDocument(tx, id, made, nowIso(deps.clock)));
  }
  return { bytes, sha256: hash, fileName };
}
