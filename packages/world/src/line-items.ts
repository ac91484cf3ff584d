// Line items and the amount they add up to. Prices are the vendor's list prices in the customer's
// currency; amounts are whole minor units, so a deal's amount equals the sum of its items exactly.
import type { Random } from "./random.ts";
import {
  currencyRate,
  listPriceMinor,
  type ProductLine,
  productKey,
  products,
  taxPercent,
} from "./setup.ts";
import type { Simulation } from "./simulation.ts";
import type { Currency, Key } from "./types.ts";

interface Extra {
  line: ProductLine;
  name: string;
  priceUsd: number;
}

export interface Order {
  dealId: Key;
  seats: number;
  extras: readonly Extra[];
}

interface Position extends Extra {
  quantity: number;
}

export function addLineItems(
  simulation: Simulation,
  random: Random,
  currency: Currency,
  order: Order,
): { amountMinor: number } {
  const { lineItems } = simulation.world;
  let amountMinor = 0;
  positionsOf(random, order).forEach((item, index) => {
    const unitPriceMinor = listPriceMinor(item.priceUsd, currency);
    const discountPercent = item.quantity >= 20 ? random.pick([0, 0, 5, 5, 10, 10, 15, 20]) : 0;
    const lineMinor = Math.round((item.quantity * unitPriceMinor * (100 - discountPercent)) / 100);
    amountMinor += lineMinor;
    lineItems.push({
      key: lineItems.length + 1,
      dealId: order.dealId,
      productId: productKey(item.line, currency),
      position: index + 1,
      name: item.name,
      quantity: item.quantity,
      unitPriceMinor,
      discountPercent,
      taxPercent: taxPercent[currency],
      amountMinor: lineMinor,
    });
  });
  return { amountMinor };
}

function positionsOf(random: Random, { seats, extras }: Order): Position[] {
  const { field, insight, connect } = products;
  const wanted: Position[] = [{ ...field, line: "field", quantity: seats }];
  if (random.chance(0.35)) {
    wanted.push({
      ...insight,
      line: "insight",
      quantity: Math.max(1, Math.round(seats * random.between(0.1, 0.5))),
    });
  }
  if (random.chance(0.4)) wanted.push({ ...connect, line: "connect", quantity: 1 });
  for (const extra of extras) wanted.push({ ...extra, quantity: 1 });
  return wanted;
}

/** The onboarding package grows with the size of the roll-out. */
export function onboardingUsd(seats: number): Extra {
  const { name, priceUsd } = products.onboarding;
  return { line: "onboarding", name, priceUsd: priceUsd + 20 * seats };
}

export function usdOf(amountMinor: number, currency: Currency): number {
  return amountMinor / 100 / currencyRate[currency];
}
