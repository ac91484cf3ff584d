import type { SchemaObject } from "@rapport/contracts";
import { standardObject } from "@rapport/contracts";
import type { ImportDescription } from "@rapport/sdk";
import { describe, expect, it } from "vitest";
import {
  freeChoices,
  isBusy,
  keyChoices,
  openDateOrder,
  progressOf,
  stepOf,
  takesNames,
  targetChoices,
  targetKey,
  withTarget,
} from "./import.rules.ts";

const definition = standardObject("people")!;
const people: SchemaObject = {
  ...definition,
  titleFields: [...definition.titleFields],
  custom: false,
  can: { create: true, update: true, delete: true },
  fields: definition.fields.map((field) => ({
    readOnly: false,
    custom: false,
    access: "write" as const,
    ...field,
    options: field.options ? [...field.options] : undefined,
  })),
};

const job = (change: Partial<ImportDescription>): ImportDescription =>
  ({
    status: "ready",
    dryRun: null,
    progress: { rowsDone: 0, bytesDone: 0, bytesTotal: 0, rowsPerSecond: 0, secondsLeft: null },
    ...change,
  }) as ImportDescription;

describe("imports", () => {
  const column = (samples: string[]): ImportDescription["columns"][number] => ({
    name: "Since",
    samples,
    reading: { dateOrder: "mdy", decimal: ".", isSure: true },
    suggestion: { target: { kind: "ignore" }, confidence: 0, reason: "" },
  });

  it("ask for the order of day and month where dates are of numbers alone", () => {
    const since = { kind: "newField", label: "Since", type: "date" } as const;
    expect(openDateOrder(people, column(["1/2/2026"]), since)).toBe("mdy");
    expect(openDateOrder(people, column(["2026-01-02"]), since)).toBeNull();
    const city = { kind: "field", field: "city" } as const;
    expect(openDateOrder(people, column(["1/2/2026"]), city)).toBeNull();
  });

  it("ask what becomes of unknown names only where there are any, and find records by their ids", () => {
    const to = (field: string) => ({ kind: "field", field }) as const;
    const asked = ["companyId", "ownerId", "lifecycle", "city"].map((key) =>
      takesNames(people, to(key)),
    );
    expect(asked).toEqual([true, true, true, false]);
    expect(keyChoices(people, [{ column: "id", target: to("id") }])).toEqual([
      { key: "id", label: "Id" },
    ]);
  });

  it("offer references by what the cells may hold", () => {
    const choices = targetChoices(people, "Account", { kind: "ignore" }).map(
      (choice) => choice.value,
    );
    expect(choices).toContain("companyId~name");
    expect(choices).toContain("ownerId~email");
    expect(choices).toContain("email");
    expect(choices[0]).toBe("~ignore");
  });

  it("keep a suggested target that is not among the usual ones", () => {
    const target = { kind: "newField", label: "Since", type: "date" } as const;
    expect(targetChoices(people, "Since", target).at(-1)).toMatchObject({ target });
    expect(targetKey(target)).toBe("~new:date");
  });

  it("change one column and add a missing one", () => {
    const email = { kind: "field", field: "email" } as const;
    const mapping = [{ column: "Mail", target: { kind: "ignore" } as const }];
    expect(withTarget(mapping, "Mail", email)).toEqual([{ column: "Mail", target: email }]);
    expect(withTarget(mapping, "Other", email)).toHaveLength(2);
    expect(
      keyChoices(people, [{ column: "Mail", target: email }]).map((field) => field.key),
    ).toEqual(["email"]);
  });

  it("offer no field that another column gives", () => {
    const firstName = { kind: "field", field: "firstName" } as const;
    const mapping = [
      { column: "Given", target: firstName },
      { column: "Other", target: { kind: "ignore" } as const },
    ];
    const choicesOf = (column: string) =>
      freeChoices(targetChoices(people, column, { kind: "ignore" }), mapping, column);
    const isFree = (column: string, value: string) =>
      choicesOf(column).find((choice) => choice.value === value)?.disabled !== true;
    expect([isFree("Given", "firstName"), isFree("Other", "firstName")]).toEqual([true, false]);
    expect(isFree("Other", "lastName")).toBe(true);
    expect(choicesOf("Other").find(({ value }) => value === "firstName")?.label).toContain("Given");
  });

  it("stand at the step of their status", () => {
    expect(stepOf(job({}), false)).toBe("map");
    expect(stepOf(job({ status: "checking" }), false)).toBe("check");
    expect(stepOf(job({ status: "undoing" }), true)).toBe("run");
    expect(stepOf(job({ status: "cancelled" }), true)).toBe("result");
    expect(isBusy(job({ status: "done" }))).toBe(false);
  });

  it("measure progress by bytes and never beyond the end", () => {
    const progress = {
      rowsDone: 9,
      bytesDone: 120,
      bytesTotal: 100,
      rowsPerSecond: 1,
      secondsLeft: 0,
    };
    expect(progressOf(job({ progress }))).toBe(1);
    expect(progressOf(job({}))).toBe(0);
  });
});
