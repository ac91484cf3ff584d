// Line items and the amount they add up to. Prices are the vendor's list prices in the customer's
// currency; amounts are whole minor units, so a deal's amount equals the sum of its items exactly.
import type { Random } from "./random.ts";
import { currencyRate, products } from "./setup.ts";
import type { Simulation } from "./simulation.ts";
import type { Currency, Key } from "./types.ts";

interface Extra {
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
    const unitPriceMinor = Math.round(item.priceUsd * currencyRate[currency]) * 100;
    const discountPercent = item.quantity >= 20 ? random.pick([0, 0, 5, 5, 10, 10, 15, 20]) : 0;
    const lineMinor = Math.round((item.quantity * unitPriceMinor * (100 - discountPercent)) / 100);
    amountMinor += lineMinor;
    lineItems.push({
      key: lineItems.length + 1,
      dealId: order.dealId,
      position: index + 1,
      name: item.name,
      quantity: item.quantity,
      unitPriceMinor,
      discountPercent,
      amountMinor: lineMinor,
    });
  });
  return { amountMinor };
}

function positionsOf(random: Random, { seats, extras }: Order): Position[] {
  const { field, insight, connect } = products;
  const wanted: Position[] = [{ ...field, quantity: seats }];
  if (random.chance(0.35)) {
    wanted.push({
      ...insight,
      quantity: Math.max(1, Math.round(seats * random.between(0.1, 0.5))),
    });
  }
  if (random.chance(0.4)) wanted.push({ ...connect, quantity: 1 });
  for (const extra of extras) wanted.push({ ...extra, quantity: 1 });
  return wanted;
}

/** The onboarding package grows with the size of the roll-out. */
export function onboardingUsd(seats: number): Extra {
  return { ...products.onboarding, priceUsd: products.onboarding.priceUsd + 20 * seats };
}

export function usdOf(amountMinor: number, currency: Currency): number {
  return amountMinor / 100 / currencyRate[currency];
}
