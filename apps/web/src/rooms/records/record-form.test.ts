import { MantineProvider } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import { QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { queryClient } from "../../platform/api.ts";
import { RecordForm } from "./record-form.tsx";

const fields = Array.from({ length: 9 }, (_, at) => ({
  ...{ key: `field${at}`, label: `Field ${at}`, type: "text", custom: false },
  ...{ access: "write", readOnly: false, required: false },
}));
const object = { key: "boats", label: "Boat", titleFields: [], fields } as unknown as SchemaObject;

const shown = (values: Record<string, unknown>): string => {
  const nothing = (): void => undefined;
  const acts = { onChange: nothing, onSubmit: nothing, onCancel: nothing };
  const form = createElement(RecordForm, {
    ...{ object, values, submit: "Create boat", busy: false, error: null },
    ...acts,
  });
  const client = { client: queryClient };
  return renderToStaticMarkup(
    createElement(MantineProvider, null, createElement(QueryClientProvider, { ...client }, form)),
  );
};

describe("a form of a new record", () => {
  it("shows its first fields, and more when they are asked for", () => {
    const html = shown({ field0: "Zoe", field8: "" });
    expect(html).toContain("2 more fields");
    expect(html).not.toContain("Field 8");
  });

  it("hides no value that would be submitted, when it is opened again", () => {
    const html = shown({ field8: "typed before" });
    expect(html).toContain("typed before");
    expect(html).not.toContain("more fields");
  });
});
