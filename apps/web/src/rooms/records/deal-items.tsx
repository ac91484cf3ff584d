// What is in a deal, and what was offered for it.
import type { RapportRecord } from "@rapport/contracts";
import { DealQuotes } from "../quotes/deal-quotes.tsx";
import { LineItems, useMayChangeLines } from "./line-items.tsx";

export const DealItems = ({ deal }: { deal: RapportRecord }) => {
  const mayChange = useMayChangeLines();
  return (
    <>
      <LineItems dealId={deal.id} currency={deal.currency} />
      <DealQuotes dealId={deal.id} mayChange={mayChange} />
    </>
  );
};
