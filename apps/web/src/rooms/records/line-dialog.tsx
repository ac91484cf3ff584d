// One line of a deal: what is sold, how much of it, at which price. A product fills the fields; what is typed
// over them stays.
import { Button, Group, NumberInput, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { lineAmounts } from "@rapport/contracts";
import { type FormEvent, useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { formatMoney, minorDigits } from "../../ui/format.rules.ts";
import { FormError } from "../../ui/states.tsx";
import { showError } from "../../ui/toast.tsx";
import { type LineDraft, type SentLine, sentLine, withProduct } from "./line-draft.rules.ts";
import css from "./lines.module.css";
import { ReferencePicker } from "./reference-picker.tsx";
import { useObjectType } from "./schema.ts";

interface LineDialogProps {
  title: string;
  action: string;
  start: LineDraft;
  currency: string | null;
  busy: boolean;
  error: unknown;
  onSave: (line: SentLine) => void;
  onClose: () => void;
}

interface FieldProps {
  label: string;
  value: number | string;
  onChange: (value: number | string) => void;
  max?: number;
  digits?: number;
  suffix?: string;
  isFirst?: boolean;
}

const NumberField = ({ digits = 6, isFirst = false, suffix, max, ...rest }: FieldProps) => (
  <NumberInput
    {...rest}
    {...(max === undefined ? {} : { max })}
    {...(suffix === undefined ? {} : { suffix })}
    size="sm"
    hideControls
    min={0}
    decimalScale={digits}
    thousandSeparator=" "
    data-autofocus={isFirst || undefined}
  />
);

export const LineDialog = ({ start, currency, ...props }: LineDialogProps) => {
  const [draft, setDraft] = useState(start);
  const products = useObjectType("products");
  const digits = minorDigits(currency);
  const line = sentLine(draft, digits);
  const set = (part: Partial<LineDraft>): void => setDraft((now) => ({ ...now, ...part }));
  const choose = async (id: string | null): Promise<void> => {
    if (id === null) return set({ productId: null });
    try {
      const product = await api.records("products").get(id);
      setDraft((now) => withProduct(now, product, { code: currency, digits }));
    } catch (error) {
      showError(error, "The product could not be read");
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (line) props.onSave(line);
  };
  return (
    <Dialog opened onClose={props.onClose} title={props.title} size="lg">
      <form onSubmit={submit}>
        <Stack gap={14}>
          {products ? (
            <ReferencePicker
              size="sm"
              label="Product"
              placeholder="None: typed by hand"
              object="products"
              value={draft.productId}
              onChange={(id) => void choose(id)}
            />
          ) : null}
          <TextInput
            size="sm"
            label="Name"
            withAsterisk
            maxLength={255}
            data-autofocus={draft.name === "" || undefined}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Textarea
            size="sm"
            label="Description"
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            value={draft.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
          <SimpleGrid cols={{ base: 2, sm: 3 }} spacing={12}>
            <NumberField
              label="Quantity"
              isFirst={draft.name !== ""}
              value={draft.quantity}
              onChange={(quantity) => set({ quantity })}
            />
            <TextInput
              size="sm"
              label="Unit"
              placeholder="hour, seat, kg"
              maxLength={40}
              value={draft.unit}
              onChange={(event) => set({ unit: event.currentTarget.value })}
            />
            <NumberInput
              size="sm"
              label={currency ? `Unit price (${currency})` : "Unit price"}
              hideControls
              withAsterisk
              decimalScale={digits}
              thousandSeparator=" "
              value={draft.price}
              onChange={(price) => set({ price })}
            />
            <NumberField
              label="Discount in percent"
              max={100}
              suffix=" %"
              value={draft.discountPercent}
              onChange={(discountPercent) => set({ discountPercent })}
            />
            <NumberField
              label={currency ? `Discount (${currency})` : "Discount"}
              digits={digits}
              value={draft.discount}
              onChange={(discount) => set({ discount })}
            />
            <NumberField
              label="Tax rate"
              max={100}
              suffix=" %"
              value={draft.taxPercent}
              onChange={(taxPercent) => set({ taxPercent })}
            />
          </SimpleGrid>
          <p className={css.net} aria-live="polite">
            {line ? `Net ${formatMoney(lineAmounts(line).netMinor, currency)}` : "\u00a0"}
          </p>
          <FormError error={props.error} />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={line === null} loading={props.busy}>
              {props.action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};
