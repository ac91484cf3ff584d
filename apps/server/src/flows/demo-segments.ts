// Segments of the demo: who has gone quiet among the customers, and who among the leads is warm. Each once, however often
// the demo is begun anew.
import type { SegmentInput } from "@rapport/contracts";
import type { Acts } from "../platform/acts.ts";
import type { Ctx } from "../platform/context.ts";

const demoSegments: readonly SegmentInput[] = [
  {
    name: "Quiet customers",
    definition: {
      entity: "companies",
      match: "all",
      rules: [
        { kind: "feature", feature: "customer_days", op: "gt", value: 90 },
        { kind: "feature", feature: "days_since_activity", op: "gt", value: 45 },
      ],
    },
  },
  {
    name: "Warm leads",
    definition: {
      entity: "people",
      match: "all",
      rules: [
        { kind: "field", field: "lifecycle", op: "eq", value: "lead" },
        { kind: "feature", feature: "activities_30d", op: "gte", value: 2 },
      ],
    },
  },
];

export async function addDemoSegments(acts: Acts, ctx: Ctx): Promise<void> {
  for (const segment of demoSegments) {
    const once = { key: `demo ${segment.name}`, operation: "demo.segments" };
    await acts.perform(ctx, "segments.create", segment, once);
  }
}
