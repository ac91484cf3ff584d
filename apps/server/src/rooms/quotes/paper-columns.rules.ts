// The columns of a quote's table: what no line has takes no place. Pure.
import type { QuoteLine } from "@rapport/contracts";

export interface Column {
  key: "item" | "quantity" | "price" | "discount" | "tax" | "amount";
  label: string;
  x: number;
  width: number;
  align: "left" | "right";
}

const widths: Record<Exclude<Column["key"], "item">, [label: string, width: number]> = {
  quantity: ["Quantity", 62],
  price: ["Unit price", 72],
  discount: ["Discount", 56],
  tax: ["Tax", 40],
  amount: ["Amount", 80],
};

export function columnsFor(
  lines: readonly QuoteLine[],
  { left, right }: { left: number; right: number },
): Column[] {
  const isShown: Partial<Record<Column["key"], boolean>> = {
    discount: lines.some((line) => line.discountPercent > 0 || line.discountMinor > 0),
    tax: lines.some((line) => line.taxPercent > 0),
  };
  const columns: Column[] = [];
  let edge = right;
  for (const [key, [label, width]] of Object.entries(widths).toReversed()) {
    const name = key as Exclude<Column["key"], "item">;
    if (isShown[name] === false) continue;
    edge -= width;
    columns.unshift({ key: name, label, x: edge + 6, width: width - 6, align: "right" });
  }
  columns.unshift({ key: "item", label: "Item", x: left, width: edge - left, align: "left" });
  return columns;
}
