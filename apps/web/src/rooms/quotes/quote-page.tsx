// One version of a quote: what is printed, what can be done with it, and its other versions.
import { Button } from "@mantine/core";
import type { Quote } from "@rapport/sdk";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { IconDownload, IconPencil } from "../../ui/icons.ts";
import { PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useTitle } from "../records/titles.ts";
import { AcceptDialog, DeclineDialog } from "./quote-decision.tsx";
import { QuoteEditor } from "./quote-editor.tsx";
import { QuotePaper } from "./quote-paper.tsx";
import { useQuote, useQuotesOfDeal, useQuoteWrites } from "./quote-queries.ts";
import { QuoteStatus } from "./quote-status.tsx";
import { actsOf, nameOf } from "./quote-words.rules.ts";
import css from "./quotes.module.css";

const route = getRouteApi("/app/quotes/$id");

type Asking = "edit" | "accept" | "decline" | null;

const Acts = ({ quote }: { quote: Quote }) => {
  const writes = useQuoteWrites(quote);
  const navigate = useNavigate();
  const [asking, setAsking] = useState<Asking>(null);
  const may = actsOf(quote);
  const close = { onSuccess: () => setAsking(null) };
  const open = (id: string): void => void navigate({ to: "/quotes/$id", params: { id } });
  return (
    <div className={css.buttons}>
      {may.send ? (
        <Button loading={writes.send.isPending} onClick={() => writes.send.mutate()}>
          Mark as sent
        </Button>
      ) : null}
      {may.edit ? (
        <Button
          variant="default"
          leftSection={<IconPencil size={14} />}
          onClick={() => setAsking("edit")}
        >
          Edit
        </Button>
      ) : null}
      {may.decide ? (
        <>
          <Button onClick={() => setAsking("accept")}>Mark as accepted</Button>
          <Button variant="default" onClick={() => setAsking("decline")}>
            Mark as declined
          </Button>
        </>
      ) : null}
      {may.revise ? (
        <Button
          variant="default"
          loading={writes.revise.isPending}
          onClick={() =>
            writes.revise.mutate(undefined, { onSuccess: ({ data }) => open(data.id) })
          }
        >
          New version
        </Button>
      ) : null}
      {may.remove ? (
        <Button
          variant="subtle"
          color="gray"
          onClick={() =>
            writes.remove.mutate(undefined, {
              onSuccess: () =>
                void navigate({
                  to: "/o/$object/$id",
                  params: { object: "deals", id: quote.dealId },
                  search: { tab: "items" },
                }),
            })
          }
        >
          Delete draft
        </Button>
      ) : null}
      {asking === "edit" ? (
        <QuoteEditor
          quote={quote}
          busy={writes.change.isPending}
          error={writes.change.error}
          onSave={(change) => writes.change.mutate(change, close)}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === "accept" ? (
        <AcceptDialog
          quote={quote}
          busy={writes.accept.isPending}
          error={writes.accept.error}
          onDone={(said) => writes.accept.mutate(said, close)}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === "decline" ? (
        <DeclineDialog
          quote={quote}
          busy={writes.decline.isPending}
          error={writes.decline.error}
          onDone={(reason) => writes.decline.mutate(reason, close)}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </div>
  );
};

const Paper = ({ quote }: { quote: Quote }) => (
  <section className={css.sideBlock} aria-label="PDF">
    <h3>PDF</h3>
    <div className={css.buttons}>
      <Button
        component="a"
        variant="default"
        href={api.quotes.pdfUrl(quote.id)}
        target="_blank"
        rel="noreferrer"
      >
        Open PDF
      </Button>
      <Button
        component="a"
        variant="default"
        leftSection={<IconDownload size={14} />}
        href={api.quotes.pdfUrl(quote.id, { download: true })}
        download
      >
        Download
      </Button>
    </div>
    {quote.documents.map(({ size, sha256 }) => (
      <p key={size} className={css.hash}>
        SHA-256 ({size === "a4" ? "A4" : "Letter"}): {sha256}
      </p>
    ))}
  </section>
);

const Versions = ({ quote }: { quote: Quote }) => {
  const list = useQuotesOfDeal(quote.dealId);
  const versions = (list.data ?? []).filter((one) => one.rootId === quote.rootId);
  if (versions.length < 2) return null;
  return (
    <section className={css.sideBlock} aria-label="Versions">
      <h3>Versions</h3>
      <ul className={css.sideList}>
        {versions.map((one) => (
          <li key={one.id} className={css.row}>
            <Link
              to="/quotes/$id"
              params={{ id: one.id }}
              className="r-link"
              aria-current={one.id === quote.id ? "page" : undefined}
            >
              Version {one.versionNo}
            </Link>
            <QuoteStatus status={one.status} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const Told = ({ quote }: { quote: Quote }) => (
  <section className={css.sideBlock} aria-label="State">
    <h3>
      <QuoteStatus status={quote.status} />
    </h3>
    {quote.sentAt ? (
      <p>
        Sent <RelativeTime value={quote.sentAt} />
      </p>
    ) : (
      <p className="r-muted">
        {quote.number
          ? "It stays as it is once you mark it as sent."
          : "It gets its number when you mark it as sent, and stays as it is then."}
      </p>
    )}
    {quote.decidedAt ? (
      <p>
        Decided <RelativeTime value={quote.decidedAt} />
        {quote.declineReason ? `: ${quote.declineReason}` : ""}
      </p>
    ) : null}
  </section>
);

export const QuotePage = () => {
  const { id } = route.useParams();
  const { data: quote, error, isPending, refetch } = useQuote(id);
  const deal = useTitle("deals", quote?.dealId ?? null);
  const crumbs = quote
    ? [
        { label: "Deals", to: "/o/deals" },
        { label: deal ?? "Deal", to: `/o/deals/${quote.dealId}?tab=items` },
      ]
    : [{ label: "Quotes", to: "/quotes" }];
  return (
    <>
      <PageHead title={quote ? nameOf(quote) : "Quote"} crumbs={crumbs} />
      <div className={css.screen}>
        {isPending ? <SkeletonLines lines={12} /> : null}
        {error && !quote ? (
          <ErrorState error={error} doing="open this quote" onRetry={() => void refetch()} />
        ) : null}
        {quote ? (
          <div className={css.columns} key={quote.id}>
            <QuotePaper quote={quote} />
            <aside className={css.side} aria-label="About this quote">
              <Told quote={quote} />
              <section className={css.sideBlock} aria-label="What to do">
                <Acts quote={quote} />
              </section>
              <Paper quote={quote} />
              <Versions quote={quote} />
            </aside>
          </div>
        ) : null}
      </div>
    </>
  );
};
