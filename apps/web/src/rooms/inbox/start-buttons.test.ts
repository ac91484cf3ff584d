import { MantineProvider } from "@mantine/core";
import type { RapportRecord } from "@rapport/contracts";
import { QueryClientProvider } from "@tanstack/react-query";
import { createElement, type ReactNode, Suspense } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, it } from "vitest";
import { forgetEverything, queryClient } from "../../platform/api.ts";
import { meQuery } from "../access/session.ts";
import type { StartTo } from "./start.rules.ts";
import { WriteButton } from "./start-buttons.tsx";
import { startDraftKey, useStartDraft } from "./start-draft.ts";

const html = (child: ReactNode): string => {
  const inCache = createElement(QueryClientProvider, { client: queryClient }, child);
  const whole = createElement(Suspense, { fallback: "waits" }, inCache);
  return renderToStaticMarkup(createElement(MantineProvider, null, whole));
};

const signIn = (create: boolean): void => {
  const rights = { create, read: "all", update: "all", delete: "none" };
  const permissions = { objects: { conversations: rights }, fields: {}, settings: [] };
  queryClient.setQueryData(meQuery.queryKey, { permissions } as never);
};

const person = { id: "1", email: "ada@x.example" } as unknown as RapportRecord;
const button = (object: string, record: RapportRecord | undefined): string =>
  html(createElement(WriteButton, { object, record, title: "Ada Lee" }));

beforeEach(() => forgetEverything());

describe("Write on a record's page", () => {
  it("is there for a person whose address one sees, if one may begin conversations", () => {
    signIn(true);
    expect(button("people", person)).toContain("Write");
    signIn(false);
    expect(button("people", person)).not.toContain("Write");
  });

  it("is not there without an address, for other records, and before the record came", () => {
    signIn(true);
    for (const shown of [
      button("people", { id: "1", email: null } as unknown as RapportRecord),
      button("people", { id: "1" } as unknown as RapportRecord),
      button("companies", person),
      button("people", undefined),
    ])
      expect(shown).not.toContain("Write");
  });
});

describe("what is typed to begin a conversation", () => {
  const first: StartTo = {
    ...{ kind: "person", id: "1", title: "Ada Lee" },
    ...{ email: "ada@x.example", phone: null },
  };
  const drawn = (key: string, to: StartTo | null) => {
    const found: ReturnType<typeof useStartDraft>[] = [];
    const Screen = () => {
      found.push(useStartDraft(key, to));
      return null;
    };
    html(createElement(Screen));
    return found[0] as ReturnType<typeof useStartDraft>;
  };

  it("is kept for each person and for the inbox, until the member leaves", () => {
    drawn(startDraftKey("1"), first).change({ subject: "Hello" });
    drawn(startDraftKey("1"), first).setText("A text");
    expect(drawn(startDraftKey("1"), first)).toMatchObject({
      head: { to: first, subject: "Hello" },
      text: "A text",
    });
    expect(drawn(startDraftKey(null), null)).toMatchObject({ head: { to: null }, text: "" });
    forgetEverything();
    expect(drawn(startDraftKey("1"), first)).toMatchObject({ head: { subject: "" }, text: "" });
  });
});
