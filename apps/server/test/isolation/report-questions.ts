// Reports that ask about a field, and what they must not tell.

import { reportOf } from "./fill-rooms.ts";
import type { Json } from "./fill-workspace.ts";
import type { Caller, IsolationGround } from "./ground.ts";

/** The field in every place of a report in which one can stand. */
export function reportsAbout(object: string, key: string): Json[] {
  const of = (parts: Json) => reportOf({ object, ...parts });
  const flow = { kind: "flow", object, closedField: key, bucket: "week", filter: null };
  return [
    of({ measure: { fn: "sum", field: key } }),
    of({ measure: { fn: "median", field: key } }),
    of({ measure: { fn: "median-time", from: "createdAt", to: key } }),
    of({ measure: { fn: "share", where: { [key]: { empty: false } } } }),
    of({ groupBy: [{ field: key }] }),
    of({ groupBy: [{ field: "ownerId" }, { field: key }] }),
    of({ groupBy: [{ field: key, bucket: "month" }] }),
    of({ filter: { [key]: { empty: false } } }),
    of({ period: { field: key, span: { range: "this-year" } } }),
    { ...flow, span: { range: "this-month" } },
    ...(object === "deals"
      ? ["funnel", "stage-time"].map((kind) => ({
          kind,
          pipelineId: null,
          filter: { [key]: { empty: false } },
          span: null,
        }))
      : []),
  ];
}

const ways = ["", "/run", "/run?format=csv"];

/** A report that names the field, saved by who may, and shared with all. */
async function faultsOf(
  ground: IsolationGround,
  asker: Caller | null,
  object: string,
  key: string,
) {
  const make = ground.make(ground.home.admin);
  const definition = reportOf({ object, filter: { [key]: { empty: false } } });
  const { id } = await make("POST", "/reports", {
    name: "shared",
    definition,
    sharedWith: "workspace",
  });
  const faults: string[] = [];
  for (const way of ways) {
    const { status, body } = await ground.call(asker, "GET", `/reports/${id}${way}`);
    const isTold = body.includes(key.replace("custom.", "")) || status !== (way === "" ? 200 : 403);
    if (isTold) faults.push(`${object}.${key}${way} → ${status} ${body}`);
  }
  await make("DELETE", `/reports/${id}`);
  return faults;
}

export async function sharedReportFaults(
  ground: IsolationGround,
  asker: Caller | null,
  hidden: Record<string, string[]>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const [object, keys] of Object.entries(hidden)) {
    for (const key of keys) faults.push(...(await faultsOf(ground, asker, object, key)));
  }
  return faults;
}
