// A quote as it is printed, on the screen: the same words, sums and order as in the PDF. What was typed is shown
// as text and nothing else.
import { lineAmounts } from "@rapport/contracts";
import type { Quote } from "@rapport/sdk";
import { api } from "../../platform/api.ts";
import { minorDigits } from "../../ui/format.rules.ts";
import css from "./paper.module.css";
import { useQuoteSettings } from "./quote-queries.ts";

const writerOf = ({ locale, currency }: Quote) => {
  const digits = minorDigits(currency);
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
  const money = (minor: number): string => {
    const major = minor / 10 ** digits;
    try {
      return new Intl.NumberFormat(locale, { style: "currency", currency }).format(major);
    } catch {
      return `${numbers.format(major)} ${currency}`;
    }
  };
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  return {
    money,
    number: (value: number) => numbers.format(value),
    day: (value: string) => days.format(new Date(`${value}T12:00:00Z`)),
  };
};

type Writer = ReturnType<typeof writerOf>;

const Seller = ({ quote }: { quote: Quote }) => {
  const { seller } = quote;
  const settings = useQuoteSettings();
  // The picture as it is now stands for drafts; what was sent with an older one keeps that on paper.
  const hash = quote.status === "draft" ? settings.data?.logo?.sha256 : undefined;
  const lines = [
    seller.address,
    seller.phone,
    seller.email,
    seller.taxId ? `Tax id ${seller.taxId}` : null,
  ].filter(Boolean);
  return (
    <header className={css.head}>
      <div>
        {hash ? <img src={api.quoteSettings.logoUrl(hash)} alt="" className={css.logo} /> : null}
        <p className={css.seller}>{seller.name ?? "Your company"}</p>
      </div>
      <p className={css.address}>{lines.join("\n")}</p>
    </header>
  );
};

const Facts = ({ quote, write }: { quote: Quote; write: Writer }) => (
  <div className={css.facts}>
    <p className={css.addressee}>{quote.addressee ?? ""}</p>
    <dl>
      <dt>Number</dt>
      <dd>{quote.number ?? "–"}</dd>
      {quote.versionNo > 1 ? (
        <>
          <dt>Version</dt>
          <dd>{quote.versionNo}</dd>
        </>
      ) : null}
      {quote.issuedOn ? (
        <>
          <dt>Date</dt>
          <dd>{write.day(quote.issuedOn)}</dd>
        </>
      ) : null}
      {quote.validUntil ? (
        <>
          <dt>Valid until</dt>
          <dd>{write.day(quote.validUntil)}</dd>
        </>
      ) : null}
    </dl>
  </div>
);

const discountText = (line: Quote["lines"][number], write: Writer): string =>
  [
    line.discountPercent > 0 ? `${write.number(line.discountPercent)} %` : "",
    line.discountMinor > 0 ? write.money(line.discountMinor) : "",
  ]
    .filter((part) => part !== "")
    .join(" + ");

const Lines = ({ quote, write }: { quote: Quote; write: Writer }) => {
  // As on paper: what no line has takes no place.
  const hasDiscount = quote.lines.some((line) => discountText(line, write) !== "");
  const hasTax = quote.lines.some((line) => line.taxPercent > 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <section className={css.tableBox} aria-label="Items" tabIndex={0}>
      <table className={css.lines}>
        <thead>
          <tr>
            <th scope="col">Item</th>
            <th scope="col">Quantity</th>
            <th scope="col">Unit price</th>
            {hasDiscount ? <th scope="col">Discount</th> : null}
            {hasTax ? <th scope="col">Tax</th> : null}
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {quote.lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a quote have no id; they are shown, not moved
            <tr key={at}>
              <td>
                <span className={css.item}>{line.name}</span>
                {line.description ? <span className={css.small}>{line.description}</span> : null}
              </td>
              <td>{[write.number(line.quantity), line.unit].filter(Boolean).join(" ")}</td>
              <td>{write.money(line.unitPriceMinor)}</td>
              {hasDiscount ? <td>{discountText(line, write)}</td> : null}
              {hasTax ? (
                <td>{line.taxPercent > 0 ? `${write.number(line.taxPercent)} %` : ""}</td>
              ) : null}
              <td>{write.money(lineAmounts(line).netMinor)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Totals = ({ quote, write }: { quote: Quote; write: Writer }) => {
  const { totals } = quote;
  return (
    <dl className={css.totals}>
      {totals.discountMinor !== 0 ? (
        <>
          <dt>Subtotal</dt>
          <dd>{write.money(totals.subtotalMinor)}</dd>
          <dt>Discount</dt>
          <dd>{write.money(-totals.discountMinor)}</dd>
        </>
      ) : null}
      <dt>Net</dt>
      <dd>{write.money(totals.netMinor)}</dd>
      {totals.taxes
        .filter(({ taxPercent }) => taxPercent > 0)
        .flatMap(({ taxPercent, netMinor, taxMinor }) => [
          <dt key={`t${taxPercent}`}>
            {write.number(taxPercent)} % tax on {write.money(netMinor)}
          </dt>,
          <dd key={`d${taxPercent}`}>{write.money(taxMinor)}</dd>,
        ])}
      <dt className={css.total}>Total</dt>
      <dd className={css.total}>{write.money(totals.totalMinor)}</dd>
    </dl>
  );
};

export const QuotePaper = ({ quote }: { quote: Quote }) => {
  const write = writerOf(quote);
  return (
    <article className={css.paper} aria-label="Preview of the quote">
      <Seller quote={quote} />
      <Facts quote={quote} write={write} />
      <p className={css.kind}>{quote.status === "draft" ? "Draft quote" : "Quote"}</p>
      <h2 className={css.title}>{quote.title}</h2>
      {quote.notes ? <p className={css.prose}>{quote.notes}</p> : null}
      {quote.lines.length > 0 ? <Lines quote={quote} write={write} /> : null}
      <Totals quote={quote} write={write} />
      {quote.terms ? (
        <>
          <h3 className={css.termsHead}>Terms</h3>
          <p className={css.terms}>{quote.terms}</p>
        </>
      ) : null}
      {quote.seller.footer ? <footer className={css.footer}>{quote.seller.footer}</footer> : null}
    </article>
  );
};
