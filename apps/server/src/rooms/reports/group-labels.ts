// Names of the values that make groups: of members, stages, choices and of the records that the reader may see.
import type { Field, MeasuredRow } from "../records/index.ts";
import type { Names, Run, ShownDimension } from "./run.ts";

async function referenceNames(run: Run, target: string, ids: readonly string[]): Promise<Names> {
  const { tx, ctx, deps } = run;
  if (target !== "pipelines" && target !== "stages") {
    return deps.records.titles(tx, ctx, target, ids);
  }
  const pipelines = await deps.records.pipelines(tx);
  const named = target === "pipelines" ? pipelines : pipelines.flatMap(({ stages }) => stages);
  return new Map(named.map(({ id, name }) => [id, name]));
}

async function fieldNames(run: Run, field: Field, values: readonly string[]): Promise<Names> {
  if (field.type === "boolean") {
    return new Map([
      ["true", "Yes"],
      ["false", "No"],
    ]);
  }
  if (field.type === "member") {
    const members = await run.deps.members(run.tx);
    return new Map(members.map(({ id, name, email }) => [id, name || email]));
  }
  if (field.type === "reference") return referenceNames(run, field.refObject ?? "", values);
  if (field.type === "text") return new Map(values.map((value) => [value, value]));
  return new Map((field.options ?? []).map(({ key, label }) => [key, label]));
}

/** By dimension; empty for pieces of time, which name themselves. */
export async function namesOf(
  run: Run,
  dimensions: readonly ShownDimension[],
  rows: readonly MeasuredRow[],
): Promise<Names[]> {
  const names: Names[] = [];
  for (const [at, { field, bucket }] of dimensions.entries()) {
    const values = new Set(
      rows.map(({ keys }) => keys[at]).filter((key) => typeof key === "string"),
    );
    const isNamed = field !== null && bucket === null;
    names.push(isNamed ? await fieldNames(run, field, [...values]) : new Map());
  }
  return names;
}
