// What a deal consists of: lines with quantity, price, discount and tax, and what they come to. Typing finds a
// product; anything else that is typed becomes a line by hand.
import { ActionIcon, Menu } from "@mantine/core";
import { lineAmounts, totalsOf } from "@rapport/contracts";
import type { LineItem, LineItemInput } from "@rapport/sdk";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { formatMoney, formatNumber, minorDigits } from "../../ui/format.rules.ts";
import { IconDotsVertical } from "../../ui/icons.ts";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { showError } from "../../ui/toast.tsx";
import { LineDialog } from "./line-dialog.tsx";
import { draftOf, emptyDraft, type LineDraft, withProduct } from "./line-draft.rules.ts";
import { LineFinder } from "./line-finder.tsx";
import { useLines, useLineWrites } from "./line-queries.ts";
import css from "./lines.module.css";
import recordCss from "./record.module.css";
import { useObjectType } from "./schema.ts";

interface RowProps {
  line: LineItem;
  currency: string | null;
  mayChange: boolean;
  onEdit: () => void;
  onRemove: () => void;
}

const discountText = (line: LineItem, currency: string | null): string => {
  const parts = [
    line.discountPercent > 0 ? `${formatNumber(line.discountPercent)} %` : "",
    line.discountMinor > 0 ? formatMoney(line.discountMinor, currency) : "",
  ];
  return parts.filter((part) => part !== "").join(" + ") || "–";
};

const LineRow = ({ line, currency, mayChange, onEdit, onRemove }: RowProps) => (
  <tr>
    <td>
      <span className={css.name}>{line.name}</span>
      {line.description ? <span className={css.description}>{line.description}</span> : null}
    </td>
    <td data-label="Quantity">
      {formatNumber(line.quantity)}
      {line.unit ? <span className="r-muted"> {line.unit}</span> : null}
    </td>
    <td data-label="Price">{formatMoney(line.unitPriceMinor, currency)}</td>
    <td data-label="Discount">{discountText(line, currency)}</td>
    <td data-label="Tax">{line.taxPercent > 0 ? `${formatNumber(line.taxPercent)} %` : "–"}</td>
    <td data-label="Net">{formatMoney(lineAmounts(line).netMinor, currency)}</td>
    <td className={css.acts}>
      {mayChange ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={24} aria-label={`More for ${line.name}`}>
              <IconDotsVertical size={14} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onEdit}>Edit</Menu.Item>
            <Menu.Item onClick={onRemove}>Remove</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </td>
  </tr>
);

const SumRow = ({ label, sum, strong }: { label: string; sum: string; strong?: boolean }) => (
  <tr data-strong={strong || undefined}>
    <th scope="row" colSpan={5}>
      {label}
    </th>
    <td>{sum}</td>
    <td />
  </tr>
);

const Sums = ({ lines, currency }: { lines: LineItem[]; currency: string | null }) => {
  const totals = totalsOf(lines, { discountPercent: 0, discountMinor: 0 });
  const money = (minor: number): string => formatMoney(minor, currency);
  const taxes = totals.taxes.filter(({ taxPercent }) => taxPercent > 0);
  return (
    <tfoot>
      <SumRow label="Net" sum={money(totals.netMinor)} strong />
      {taxes.map(({ taxPercent, taxMinor }) => (
        <SumRow
          key={taxPercent}
          label={`${formatNumber(taxPercent)} % tax`}
          sum={money(taxMinor)}
        />
      ))}
      {taxes.length > 0 ? (
        <SumRow label="Total with tax" sum={money(totals.totalMinor)} strong />
      ) : null}
    </tfoot>
  );
};

interface TableProps {
  lines: LineItem[];
  currency: string | null;
  mayChange: boolean;
  onEdit: (line: LineItem) => void;
  onRemove: (line: LineItem) => void;
}

const LineTable = ({ lines, currency, mayChange, onEdit, onRemove }: TableProps) => (
  <table className={css.lines}>
    <thead>
      <tr>
        <th scope="col">Item</th>
        <th scope="col">Quantity</th>
        <th scope="col">Price</th>
        <th scope="col">Discount</th>
        <th scope="col">Tax</th>
        <th scope="col">Net</th>
        <td />
      </tr>
    </thead>
    <tbody>
      {lines.map((line) => (
        <LineRow
          key={line.id}
          line={line}
          currency={currency}
          mayChange={mayChange}
          onEdit={() => onEdit(line)}
          onRemove={() => onRemove(line)}
        />
      ))}
    </tbody>
    <Sums lines={lines} currency={currency} />
  </table>
);

interface Editing {
  /** Null for a new line. */
  id: string | null;
  draft: LineDraft;
}

interface EditorProps {
  dealId: string;
  currency: string | null;
  editing: Editing;
  onClose: () => void;
}

const LineEditor = ({ dealId, currency, editing, onClose }: EditorProps) => {
  const { add, change } = useLineWrites(dealId);
  const { id, draft } = editing;
  const isNew = id === null;
  return (
    <LineDialog
      title={isNew ? "Add a line" : "Edit line"}
      action={isNew ? "Add line" : "Save"}
      start={draft}
      currency={currency}
      busy={add.isPending || change.isPending}
      error={add.error ?? change.error}
      onClose={onClose}
      onSave={(data) => {
        if (isNew) add.mutate(data as LineItemInput, { onSuccess: onClose });
        else change.mutate({ id, data }, { onSuccess: onClose });
      }}
    />
  );
};

export const useMayChangeLines = (): boolean => {
  const deals = useObjectType("deals");
  const amount = deals?.fields.find((field) => field.key === "amountMinor");
  return deals?.can.update === true && amount?.access === "write";
};

interface LineItemsProps {
  dealId: string;
  currency: unknown;
}

export const LineItems = ({ dealId, currency: given }: LineItemsProps) => {
  const currency = typeof given === "string" && given !== "" ? given : null;
  const digits = minorDigits(currency);
  const mayChange = useMayChangeLines();
  const list = useLines(dealId);
  const { remove } = useLineWrites(dealId);
  const [editing, setEditing] = useState<Editing | null>(null);
  const lines = list.data?.data ?? [];
  const choose = async (id: string): Promise<void> => {
    try {
      const product = await api.records("products").get(id);
      const draft = withProduct(emptyDraft, product, { code: currency, digits });
      setEditing({ id: null, draft });
    } catch (error) {
      showError(error, "The product could not be read");
    }
  };
  return (
    <section className={recordCss.related} aria-label="Line items">
      <h3 className={recordCss.relatedHead}>Line items</h3>
      {list.isPending ? <SkeletonLines lines={3} /> : null}
      {list.error ? (
        <ErrorState
          error={list.error}
          doing="load the line items"
          onRetry={() => void list.refetch()}
        />
      ) : null}
      {lines.length > 0 ? (
        <LineTable
          lines={lines}
          currency={currency}
          mayChange={mayChange}
          onEdit={(line) => setEditing({ id: line.id, draft: draftOf(line, digits) })}
          onRemove={(line) => remove.mutate(line)}
        />
      ) : null}
      {mayChange ? (
        <LineFinder
          onProduct={(id) => void choose(id)}
          onName={(name) => setEditing({ id: null, draft: { ...emptyDraft, name } })}
        />
      ) : null}
      {editing ? (
        <LineEditor
          dealId={dealId}
          currency={currency}
          editing={editing}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </section>
  );
};
