// What a deal consists of. Prices in minor units of the deal's currency; the sum is shown beneath.
import { ActionIcon, Button, Group, NumberInput, TextInput } from "@mantine/core";
import type { LineItem } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, queryClient } from "../../platform/api.ts";
import { formatMoney, formatNumber, minorDigits } from "../../ui/format.rules.ts";
import { IconTrash } from "../../ui/icons.ts";
import { showError } from "../../ui/toast.tsx";
import css from "./record.module.css";

const keyOf = (dealId: string) => ["line-items", dealId];

const useLineItemWrites = (dealId: string) => {
  const refresh = (): void => void queryClient.invalidateQueries({ queryKey: keyOf(dealId) });
  const add = useMutation({
    mutationFn: (data: Partial<LineItem>) => api.lineItems.create(dealId, data),
    onSuccess: refresh,
    onError: (error) => showError(error, "The line was not added"),
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.lineItems.remove(dealId, id),
    onSuccess: refresh,
    onError: (error) => showError(error, "The line was not removed"),
  });
  return { add, remove };
};

const totalOf = (line: LineItem): number =>
  Math.round(line.quantity * line.unitPriceMinor * (1 - line.discountPercent / 100));

interface NewLineProps {
  currency: string | null;
  onAdd: (data: Partial<LineItem>) => void;
}

const NewLine = ({ currency, onAdd }: NewLineProps) => {
  const [name, setName] = useState("");
  const [quantity, setQuantity] = useState<number | string>(1);
  const [price, setPrice] = useState<number | string>("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const unitPriceMinor = Math.round(Number(price) * 10 ** minorDigits(currency));
    onAdd({ name: name.trim(), quantity: Number(quantity), unitPriceMinor });
    setName("");
    setPrice("");
  };
  return (
    <form onSubmit={submit}>
      <Group gap={6} wrap="nowrap">
        <TextInput
          size="xs"
          flex={1}
          aria-label="Product or service"
          placeholder="Product or service"
          value={name}
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NumberInput
          size="xs"
          w={64}
          hideControls
          min={0}
          aria-label="Quantity"
          value={quantity}
          onChange={setQuantity}
        />
        <NumberInput
          size="xs"
          w={96}
          hideControls
          min={0}
          aria-label="Unit price"
          placeholder="Price"
          value={price}
          onChange={setPrice}
        />
        <Button type="submit" variant="default" disabled={name.trim() === "" || price === ""}>
          Add
        </Button>
      </Group>
    </form>
  );
};

export const LineItems = ({ dealId, currency }: { dealId: string; currency: unknown }) => {
  const code = typeof currency === "string" ? currency : null;
  const list = useQuery({ queryKey: keyOf(dealId), queryFn: () => api.lineItems.list(dealId) });
  const { add, remove } = useLineItemWrites(dealId);
  const lines = list.data?.data ?? [];
  const sum = lines.reduce((total, line) => total + totalOf(line), 0);
  return (
    <section className={css.related} aria-label="Line items">
      <h3 className={css.relatedHead}>Line items</h3>
      {lines.length > 0 ? (
        <table className={css.lines}>
          <thead>
            <tr>
              <th scope="col">Item</th>
              <th scope="col">Quantity</th>
              <th scope="col">Price</th>
              <th scope="col">Sum</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <td>{line.name}</td>
                <td>{formatNumber(line.quantity)}</td>
                <td>{formatMoney(line.unitPriceMinor, code)}</td>
                <td>{formatMoney(totalOf(line), code)}</td>
                <td>
                  <ActionIcon
                    size={24}
                    aria-label={`Remove ${line.name}`}
                    onClick={() => remove.mutate(line.id)}
                  >
                    <IconTrash size={14} />
                  </ActionIcon>
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>
                Total
              </th>
              <td>{formatMoney(sum, code)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      ) : null}
      <NewLine currency={code} onAdd={(data) => add.mutate(data)} />
    </section>
  );
};
