// Who is said to have written a mail that answers elsewhere, and what roles see of it.
import { expect, it } from "vitest";
import { shownName } from "./customer-sight.rules.ts";
import { authorOf } from "./receive-message.ts";

const from = { address: "ada@x.example", name: "X", userId: null, verified: false };
const thread = { fromAddress: "ada@x.example" };
const mail = { channelKind: "email" as const, from };

it("names the address of whoever wrote it, not where answers go", () => {
  const author = { address: "eve@else.example", name: "X" };
  expect(authorOf(thread, { ...mail, author })).toBe("X <eve@else.example>");
  expect(authorOf(thread, { ...mail, author: { ...author, name: null } })).toBe("eve@else.example");
  expect(authorOf(thread, { ...mail, author: null })).toBe("X");
});

it("shows the name to roles that may see names and no addresses", () => {
  const hiding = (...hidden: string[]) =>
    ({
      rights: {
        field: (_object: string, field: string) => (hidden.includes(field) ? "none" : "read"),
      },
    }) as unknown as Parameters<typeof shownName>[0];
  expect(shownName(hiding(), "X <eve@x.example>")).toBe("X <eve@x.example>");
  expect(shownName(hiding("email"), "X <eve@x.example>")).toBe("X");
  expect(shownName(hiding("email"), "eve@y.example <eve@x.example>")).toBeNull();
  expect(shownName(hiding("email", "firstName"), "X <eve@x.example>")).toBeNull();
});
