// The words of pipelines and of a deal's lines, and the arithmetic of a line.

export interface Stage {
  id: string;
  pipelineId: string;
  name: string;
  position: number;
  kind: "open" | "won" | "lost";
  probability: number;
}

/** Stages by pipeline in order of position; pipelines in order of position. */
export type Stages = ReadonlyMap<string, readonly Stage[]>;

export interface Pipeline {
  id: string;
  name: string;
  position: number;
  stages: Stage[];
}

export interface LineItem {
  id: string;
  dealId: string;
  position: number;
  name: string;
  quantity: number;
  unitPriceMinor: number;
  discountPercent: number;
}

/** Half a unit goes up, on each line alone: the sum is that of what the lines show. */
export function lineTotalMinor(
  item: Pick<LineItem, "quantity" | "unitPriceMinor" | "discountPercent">,
): number {
  return Math.round(item.quantity * item.unitPriceMinor * (1 - item.discountPercent / 100));
}
