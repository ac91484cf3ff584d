import type { SchemaObject } from "@rapport/contracts";
import { standardObject } from "@rapport/contracts";
import { describe, expect, it } from "vitest";
import { ariaSort, columnsOf, defaultColumnIds, nextSort } from "./columns.rules.ts";

const objectOf = (key: string): SchemaObject => {
  const definition = standardObject(key)!;
  return {
    key,
    label: definition.label,
    labelPlural: definition.labelPlural,
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
};

describe("columns", () => {
  it("start with the title and hide its parts at first", () => {
    const people = objectOf("people");
    const columns = columnsOf(people, defaultColumnIds(people));
    expect(columns[0]).toMatchObject({
      id: "title",
      label: "Name",
      field: null,
      sortBy: "lastName",
    });
    expect(columns.map((column) => column.id)).not.toContain("firstName");
    expect(columns.at(-1)?.id).toBe("updatedAt");
  });

  it("edit the title in place when it is one field", () => {
    const [title] = columnsOf(objectOf("companies"), []);
    expect(title?.field?.key).toBe("name");
  });

  it("keep the order of the address and skip what does not exist", () => {
    const columns = columnsOf(objectOf("people"), ["city", "nonsense", "email"]);
    expect(columns.map((column) => column.id)).toEqual(["title", "city", "email"]);
  });

  it("sort in a circle of three", () => {
    expect(nextSort(undefined, "city")).toBe("city");
    expect(nextSort("city", "city")).toBe("-city");
    expect(nextSort("-city", "city")).toBeUndefined();
    expect(ariaSort("-city", "city")).toBe("descending");
    expect(ariaSort("-city", "name")).toBe("none");
  });
});
