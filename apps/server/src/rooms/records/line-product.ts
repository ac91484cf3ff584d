// What a line takes from the product that it names: a copy, made once, of what is not said otherwise and the
// one who writes may see. A price counts only in the deal's own currency, which a deal without one takes from it.
import type { LineItemChange } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { readVisible } from "./read-many.ts";
import type { SchemaCache } from "./schema-cache.ts";
import type { StoredRecord } from "./stored-record.ts";

const copied = ["name", "description", "unit", "taxPercent"] as const;

export interface FromProduct {
  line: LineItemChange;
  /** What the deal's amount is in from now on, if nothing said so before. */
  currency?: { currency: string };
}

export async function fromProduct(
  deps: { schema: SchemaCache },
  tx: Tx,
  ctx: Ctx,
  { said, deal }: { said: LineItemChange; deal: StoredRecord },
): Promise<FromProduct> {
  const { productId } = said;
  if (productId === undefined || productId === null) return { line: {} };
  const mayRead = ctx.principal.rights.object("products").read !== "none";
  const wanted = { object: "products", ids: [productId] };
  const [product] = mayRead ? await readVisible(deps, tx, ctx, wanted) : [];
  if (!product) throw unknownProduct();
  const values = copied.map((key) => [key, product[key]] as const);
  const price = priceFor(product, deal, said);
  const line = Object.fromEntries(
    [...values, ["unitPriceMinor", price] as const].filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  );
  const currency = currencyOf(product);
  const isTaken = Object.hasOwn(line, "unitPriceMinor") && currencyOf(deal) === null;
  const maySay = ctx.principal.rights.field("deals", "currency") === "write";
  return isTaken && maySay && currency !== null ? { line, currency: { currency } } : { line };
}

function priceFor(product: StoredRecord, deal: StoredRecord, said: LineItemChange): unknown {
  if (said.unitPriceMinor !== undefined) return null;
  const [own, wanted] = [currencyOf(product), currencyOf(deal)];
  if (own === null || wanted === null || own === wanted) return product.unitPriceMinor;
  const message = `The product is priced in ${own}, the deal is in ${wanted}. Say the unit price.`;
  throw invalid("records.other_currency", message, [
    { path: "unitPriceMinor", message, code: "records.other_currency" },
  ]);
}

function currencyOf(record: StoredRecord): string | null {
  return typeof record.currency === "string" ? record.currency.toUpperCase() : null;
}

function unknownProduct() {
  const message = "There is no such product, or you may not see it.";
  return invalid("records.bad_reference", message, [
    { path: "productId", message, code: "records.bad_reference" },
  ]);
}
