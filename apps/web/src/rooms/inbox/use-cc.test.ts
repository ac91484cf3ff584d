import { MantineProvider } from "@mantine/core";
import { type Conversation, RapportError } from "@rapport/sdk";
import { QueryClientProvider } from "@tanstack/react-query";
import { createElement, type ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, it } from "vitest";
import { forgetEverything, queryClient } from "../../platform/api.ts";
import { keepText } from "../../ui/kept-text.ts";
import { prefilledCc } from "./cc.rules.ts";
import { CcLine } from "./cc-line.tsx";
import { recipientsQuery, takeSentCc } from "./cc-queries.ts";
import { draftKey } from "./inbox-words.rules.ts";
import { MessageCc } from "./message-cc.tsx";
import { type Cc, dropCc, noteSeenCc, useCc } from "./use-cc.ts";

const mail = {
  ...{ id: "c1", channel: { id: "m", kind: "email" }, person: { id: "p", title: "Ida Marsh" } },
  from: { address: "ida@far.example", name: "Ida", verified: true },
} as Conversation;
const reply = draftKey(mail.id, "reply");
const ada = { address: "ada@x.example", name: "Boss", cc: true, person: null };
const bo = { ...ada, address: "bo@x.example", person: { id: "2", title: "Bo Miller" } };
const dee = { address: "dee@x.example", name: null, isKnown: false };

const html = (child: ReactNode): string => {
  const inCache = createElement(QueryClientProvider, { client: queryClient }, child);
  return renderToStaticMarkup(createElement(MantineProvider, null, inCache));
};

/** As the composer has it, and the line above its text. */
const drawn = (conversation: Conversation, isReply = true): { cc: Cc; line: string } => {
  const found: Cc[] = [];
  const Screen = () => {
    const cc = useCc(conversation, draftKey(conversation.id, "reply"), isReply);
    found.push(cc);
    return createElement(CcLine, { conversation, cc });
  };
  const line = html(createElement(Screen));
  return { cc: found[0] as Cc, line };
};

/** The server answers so, and nobody asks again while it is looked at. */
const fail = async (status: number): Promise<void> => {
  queryClient.clear();
  const error = new RapportError({ type: "x", title: "No", status, code: "x", detail: "No." });
  const { queryKey } = recipientsQuery(mail.id);
  queryClient.setQueryDefaults(queryKey, { retryOnMount: false });
  await queryClient.prefetchQuery({ queryKey, queryFn: () => Promise.reject(error) });
};

beforeEach(() => {
  forgetEverything();
  queryClient.setQueryData(recipientsQuery(mail.id).queryKey, [ada, bo]);
});

describe("the line above an answer by mail", () => {
  it("says to whom it goes, with the address of whom nobody knows", () => {
    const { cc, line } = drawn(mail);
    expect(line).toContain("Ida Marsh");
    expect(line).toContain("&lt;ida@far.example&gt;");
    expect(line).toContain(">ada@x.example<");
    expect(line).not.toContain(">Boss<");
    expect(line).toContain(">Bo Miller<");
    expect(line).toContain("Remove Bo Miller &lt;bo@x.example&gt; from Cc");
    expect(cc.addresses).toEqual(["ada@x.example", "bo@x.example"]);
  });

  it("is none in notes, on other channels, and for who may not see who writes", () => {
    const chat = { ...mail, channel: { id: "w", kind: "widget" } } as Conversation;
    for (const { cc, line } of [
      drawn(mail, false),
      drawn(chat),
      drawn({ ...mail, from: null } as Conversation),
    ]) {
      expect(line).not.toContain("Cc");
      expect(cc).toMatchObject({ isShown: false, addresses: [], whyNot: null });
    }
  });

  it("lets nothing out before it is known who else gets it", () => {
    queryClient.clear();
    expect(drawn(mail).cc.whyNot).toBe("Looking up who else gets it.");
  });

  it("lets nothing out while that could not be loaded", async () => {
    await fail(500);
    const { cc, line } = drawn(mail);
    expect(line).toContain("Try again");
    expect(cc).toMatchObject({ isUnknown: true, addresses: [] });
    expect(cc.whyNot).toContain("It is not known who else gets it.");
  });

  it("is none where the server says that the member may not see it", async () => {
    await fail(403);
    expect(drawn(mail).cc).toMatchObject({ isShown: false, isUnknown: false, whyNot: null });
  });
});

describe("what a member changed of it", () => {
  it("stays with the draft, and is nothing for the next member", () => {
    drawn(mail).cc.remove("ada@x.example");
    drawn(mail).cc.add([dee]);
    expect(drawn(mail).cc.addresses).toEqual(["bo@x.example", "dee@x.example"]);
    forgetEverything();
    queryClient.setQueryData(recipientsQuery(mail.id).queryKey, [ada, bo]);
    expect(drawn(mail).cc.addresses).toEqual(["ada@x.example", "bo@x.example"]);
  });

  it("is gone when it was sent, and the next answer goes to whom this one went to", () => {
    drawn(mail).cc.remove("ada@x.example");
    const { kept, addresses } = drawn(mail).cc;
    dropCc(reply, kept);
    takeSentCc(mail.id, addresses);
    expect(drawn(mail).cc).toMatchObject({ kept: "", addresses: ["bo@x.example"] });
  });

  it("is kept when it was changed again while it was being sent", () => {
    drawn(mail).cc.remove("ada@x.example");
    const { kept } = drawn(mail).cc;
    drawn(mail).cc.add([dee]);
    dropCc(reply, kept);
    expect(drawn(mail).cc.addresses).toEqual(["bo@x.example", "dee@x.example"]);
  });
});

describe("who comes into Cc while an answer is written", () => {
  const eve = { ...ada, address: "eve@x.example" };
  const came = (...more: (typeof ada)[]): void => {
    queryClient.setQueryData(recipientsQuery(mail.id).queryKey, [ada, bo, ...more]);
  };
  /** As the composer does after each change. */
  const settled = (): Cc => {
    const found = queryClient.getQueryData(recipientsQuery(mail.id).queryKey) ?? [];
    noteSeenCc(reply, prefilledCc(found, mail.from?.address ?? null));
    return drawn(mail).cc;
  };

  it("is new from when the text began, until they are removed", () => {
    came(eve);
    expect(settled().fresh).toEqual([]);
    came();
    keepText(reply, "Dear Ida");
    expect(settled().fresh).toEqual([]);
    came(eve);
    expect(settled()).toMatchObject({ fresh: ["eve@x.example"], freshWords: null });
    expect(drawn(mail).cc.addresses).toContain("eve@x.example");
    drawn(mail).cc.remove("eve@x.example");
    expect(settled().fresh).toEqual([]);
  });

  it("is not new where the member added them, before or since", () => {
    settled().add([dee]);
    keepText(reply, "Dear Ida");
    expect(settled().fresh).toEqual([]);
    came({ ...ada, address: "dee@x.example" }, eve);
    expect(settled().fresh).toEqual(["eve@x.example"]);
    drawn(mail).cc.remove("eve@x.example");
    drawn(mail).cc.add([{ ...dee, address: "eve@x.example" }]);
    expect(settled().fresh).toEqual([]);
  });

  it("is asked of the next answer anew", () => {
    keepText(reply, "Dear Ida");
    settled();
    came(eve);
    dropCc(reply, "");
    expect(settled().fresh).toEqual([]);
    keepText(reply, "");
    settled();
    came();
    keepText(reply, "Dear Ida");
    settled();
    came(eve);
    expect(settled().fresh).toEqual(["eve@x.example"]);
  });
});

describe("whom else a message went to", () => {
  const many = [1, 2, 3, 4, 5].map((at) => ({ address: `a${at}@x.example`, name: null }));
  const shown = (cc: typeof many) => html(createElement(MessageCc, { cc }));

  it("is cut to three, with how many more there are", () => {
    expect(shown(many)).toContain("Cc a1@x.example, a2@x.example, a3@x.example");
    expect(shown(many)).toContain("and 2 more");
    expect(shown(many)).toContain('aria-expanded="false"');
    expect(shown(many.slice(0, 3))).not.toContain("more");
    expect(shown([])).not.toContain("Cc");
  });
});
