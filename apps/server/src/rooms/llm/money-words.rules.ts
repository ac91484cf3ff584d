// Sums of money in sentences: "$12,400", "$0.25", "$0.000045".
const million = 1_000_000;

export function moneyWords(micros: number): string {
  const value = micros / million;
  if (value >= 100 || Number.isInteger(value))
    return `$${value.toLocaleString("en", { maximumFractionDigits: 0 })}`;
  const digits = value >= 0.01 ? 2 : 6;
  return `$${value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}
