// The quotes of a deal, newest first, and the way to a new one.
import { Button } from "@mantine/core";
import type { Quote } from "@rapport/sdk";
import { Link, useNavigate } from "@tanstack/react-router";
import { formatDate, formatMoney } from "../../ui/format.rules.ts";
import { IconPlus } from "../../ui/icons.ts";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import recordCss from "../records/record.module.css";
import { useCreateQuote, useQuotesOfDeal } from "./quote-queries.ts";
import { QuoteStatus } from "./quote-status.tsx";
import { nameOf } from "./quote-words.rules.ts";
import css from "./quotes.module.css";

const QuoteRow = ({ quote }: { quote: Quote }) => (
  <li className={css.row} data-old={quote.status === "superseded" || undefined}>
    <Link to="/quotes/$id" params={{ id: quote.id }} className="r-link">
      {nameOf(quote)}
    </Link>
    <QuoteStatus status={quote.status} />
    <span className="r-muted">
      {quote.validUntil ? `until ${formatDate(quote.validUntil)}` : "no end date"}
    </span>
    <span className={css.rowSum}>{formatMoney(quote.totals.totalMinor, quote.currency)}</span>
  </li>
);

export const DealQuotes = ({ dealId, mayChange }: { dealId: string; mayChange: boolean }) => {
  const list = useQuotesOfDeal(dealId);
  const create = useCreateQuote(dealId);
  const navigate = useNavigate();
  const start = (): void =>
    create.mutate(undefined, {
      onSuccess: ({ data }) => void navigate({ to: "/quotes/$id", params: { id: data.id } }),
    });
  const quotes = list.data ?? [];
  return (
    <section className={recordCss.related} aria-label="Quotes">
      <h3 className={recordCss.relatedHead}>Quotes</h3>
      {list.isPending ? <SkeletonLines lines={2} /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load the quotes"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {list.isSuccess && quotes.length === 0 ? (
        <p className="r-muted">Nothing was offered for this deal yet.</p>
      ) : null}
      <ul className={recordCss.relatedList}>
        {quotes.map((quote) => (
          <QuoteRow key={quote.id} quote={quote} />
        ))}
      </ul>
      {mayChange ? (
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          loading={create.isPending}
          onClick={start}
        >
          New quote
        </Button>
      ) : null}
    </section>
  );
};
