// The arithmetic of lines and quotes, in whole minor units, the same on the server and on the screen. Numbers
// that people typed (quantities, percentages) are taken as the decimals that they show, never as binary
// fractions, and each result is rounded once: half a unit goes away from zero.

interface Decimal {
  digits: bigint;
  /** Digits after the point. */
  scale: number;
}

/** The decimal that a number shows, exactly: 0.1 is one tenth. */
function decimalOf(value: number): Decimal {
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

function divide(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n !== divisor < 0n;
  const [top, bottom] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const rounded = (top * 2n + bottom) / (bottom * 2n);
  return isNegative ? -rounded : rounded;
}

const hundred: Decimal = { digits: 100n, scale: 0 };

function times(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

function minus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const widened = ({ digits, scale: own }: Decimal) => digits * 10n ** BigInt(scale - own);
  return { digits: widened(a) - widened(b), scale };
}

const rounded = ({ digits, scale }: Decimal): bigint => divide(digits, 10n ** BigInt(scale));
const percentOf = (amount: Decimal, percent: Decimal): bigint =>
  divide(amount.digits * percent.digits, 10n ** BigInt(amount.scale + percent.scale) * 100n);
const whole = (digits: bigint): Decimal => ({ digits, scale: 0 });

export interface Discount {
  /** Taken first. */
  discountPercent: number;
  /** Taken next; it can bring an amount down to nothing, and no further. */
  discountMinor: number;
}

export interface PricedLine extends Discount {
  quantity: number;
  unitPriceMinor: number;
  taxPercent: number;
}

export interface LineAmounts {
  /** Before the discount. */
  grossMinor: number;
  /** What the discount comes to. */
  reductionMinor: number;
  /** Gross less the reduction, before tax. */
  netMinor: number;
}

function lessDiscount(amount: Decimal, { discountPercent, discountMinor }: Discount): bigint {
  const rest = percentOf(amount, minus(hundred, decimalOf(discountPercent)));
  const most = rest > 0n ? rest : 0n;
  const wanted = BigInt(discountMinor);
  return rest - (wanted < most ? wanted : most);
}

function lineNet(line: PricedLine): { gross: bigint; net: bigint } {
  const exact = times(decimalOf(line.quantity), whole(BigInt(line.unitPriceMinor)));
  return { gross: rounded(exact), net: lessDiscount(exact, line) };
}

/**
 * What one line comes to.
 *
 * @example
 * lineAmounts({ quantity: 3, unitPriceMinor: 999, discountPercent: 10, discountMinor: 0, taxPercent: 19 });
 * // { grossMinor: 2997, reductionMinor: 300, netMinor: 2697 }
 */
export function lineAmounts(line: PricedLine): LineAmounts {
  const { gross, net } = lineNet(line);
  return {
    grossMinor: Number(gross),
    reductionMinor: Number(gross - net),
    netMinor: Number(net),
  };
}

export interface TaxGroup {
  taxPercent: number;
  /** What the tax is reckoned from, after the share of the whole discount. */
  netMinor: number;
  taxMinor: number;
}

export interface Totals {
  /** Sum of the lines. */
  subtotalMinor: number;
  /** What the discount on the whole comes to. */
  discountMinor: number;
  /** Subtotal less the discount. */
  netMinor: number;
  /** By rate, lowest first; rates of nothing are left out of `taxMinor` but shown. */
  taxes: TaxGroup[];
  taxMinor: number;
  totalMinor: number;
}

/**
 * What lines and a discount on the whole come to. The discount is shared among the tax rates in proportion to
 * their sums, to the last unit; each rate's tax is rounded once, on the rate's sum.
 */
export function totalsOf(lines: readonly PricedLine[], discount: Discount): Totals {
  const byRate = new Map<number, bigint>();
  for (const line of lines) {
    byRate.set(line.taxPercent, (byRate.get(line.taxPercent) ?? 0n) + lineNet(line).net);
  }
  const rates = [...byRate].sort(([a], [b]) => a - b);
  const subtotal = rates.reduce((sum, [, net]) => sum + net, 0n);
  const net = lessDiscount(whole(subtotal), discount);
  const taken = subtotal - net;
  let reached = 0n;
  let shared = 0n;
  const taxes = rates.map(([taxPercent, sum]) => {
    reached += sum;
    const upTo = subtotal === 0n ? 0n : divide(taken * reached, subtotal);
    const taxable = sum - (upTo - shared);
    shared = upTo;
    const tax = percentOf(whole(taxable), decimalOf(taxPercent));
    return { taxPercent, netMinor: Number(taxable), taxMinor: Number(tax) };
  });
  const taxMinor = taxes.reduce((sum, group) => sum + group.taxMinor, 0);
  return {
    subtotalMinor: Number(subtotal),
    discountMinor: Number(taken),
    netMinor: Number(net),
    taxes,
    taxMinor,
    totalMinor: Number(net) + taxMinor,
  };
}
