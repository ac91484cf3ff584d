// All quotes that the member may see, newest first.
import { Anchor, Button, Table } from "@mantine/core";
import type { Quote } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import { formatDate, formatMoney } from "../../ui/format.rules.ts";
import { IconFileText } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useAllQuotes } from "./quote-queries.ts";
import { QuoteStatus } from "./quote-status.tsx";
import { nameOf } from "./quote-words.rules.ts";

const QuoteRow = ({ quote }: { quote: Quote }) => (
  <Table.Tr>
    <Table.Td>
      <Anchor component={Link} to={`/quotes/${quote.id}`} size="sm">
        {nameOf(quote)}
      </Anchor>
    </Table.Td>
    <Table.Td>{quote.title}</Table.Td>
    <Table.Td>
      <QuoteStatus status={quote.status} />
    </Table.Td>
    <Table.Td ta="right">{formatMoney(quote.totals.totalMinor, quote.currency)}</Table.Td>
    <Table.Td>{quote.validUntil ? formatDate(quote.validUntil) : "–"}</Table.Td>
    <Table.Td>
      <RelativeTime value={quote.updatedAt} />
    </Table.Td>
  </Table.Tr>
);

export const QuoteList = () => {
  const list = useAllQuotes();
  const quotes = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <PageHead title="Quotes" />
      <PageBody wide>
        {list.isPending ? <SkeletonLines /> : null}
        {list.error ? (
          <ErrorState
            error={list.error}
            doing="load the quotes"
            onRetry={() => void list.refetch()}
          />
        ) : null}
        {list.isSuccess && quotes.length === 0 && !list.hasNextPage ? (
          <EmptyState
            icon={<IconFileText size={24} stroke={1.5} />}
            title="No quotes yet"
            action={
              <Button component={Link} to="/o/deals">
                Open deals
              </Button>
            }
          >
            A quote is made from the line items of a deal: open a deal, then “Items and quotes”.
          </EmptyState>
        ) : null}
        {quotes.length > 0 ? (
          <PlainTable label="Quotes">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Quote</Table.Th>
                <Table.Th>Title</Table.Th>
                <Table.Th>Status</Table.Th>
                <Table.Th ta="right">Total</Table.Th>
                <Table.Th>Valid until</Table.Th>
                <Table.Th>Changed</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {quotes.map((quote) => (
                <QuoteRow key={quote.id} quote={quote} />
              ))}
            </Table.Tbody>
          </PlainTable>
        ) : null}
        {list.hasNextPage ? (
          <Button
            mt={12}
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show earlier
          </Button>
        ) : null}
      </PageBody>
    </>
  );
};
