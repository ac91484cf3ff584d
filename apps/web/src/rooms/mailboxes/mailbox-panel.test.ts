import { MantineProvider } from "@mantine/core";
import type { Mail, Mailbox } from "@rapport/sdk";
import { QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it, vi } from "vitest";
import { queryClient } from "../../platform/api.ts";
import { MailboxPanel } from "./mailbox-panel.tsx";
import { mailboxQuery, mailsQuery } from "./mailbox-queries.ts";

vi.mock("../../ui/relative-time.tsx", () => ({ RelativeTime: () => null }));

const readAt = "2026-11-30T09:00:00.000Z";
const stuck = (id: string, subject: string): Mail => ({
  ...{ id, subject, path: "INBOX", uid: 1, verdict: "stuck", reason: "Too large.", attempts: 3 },
  ...{ nextTryAt: null, sender: "ida@customer.example", sentAt: null, readAt, goneAt: null },
  conversationId: null,
});

it("the buttons beside mails that are stuck say which mail they are for", () => {
  const mailbox: Mailbox = {
    ...{ channelId: "c", name: "Support", address: "support@firm.example", state: "stuck" },
    ...{ words: "Two mails are stuck.", okAt: null, failingSince: null, folders: [] },
  };
  const mails = { data: [stuck("1", "Invoice"), stuck("2", "Parcel")], nextCursor: null };
  queryClient.setQueryData(mailboxQuery("c").queryKey, mailbox);
  queryClient.setQueryData(mailsQuery("c", null).queryKey, {
    pages: [mails],
    pageParams: [undefined],
  });
  const panel = createElement(MailboxPanel, { channelId: "c" });
  const html = renderToStaticMarkup(
    createElement(
      MantineProvider,
      null,
      createElement(QueryClientProvider, { client: queryClient }, panel),
    ),
  );
  for (const subject of ["Invoice", "Parcel"]) {
    expect(html).toContain(`aria-label="Leave out: ${subject}"`);
    expect(html).toContain(`aria-label="Try again: ${subject}"`);
  }
});
