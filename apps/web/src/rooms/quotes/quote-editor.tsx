// What a draft says: title, addressee, validity, discount on the whole, texts. Its lines come from the deal.
import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { Quote, QuoteChange } from "@rapport/sdk";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { minorDigits } from "../../ui/format.rules.ts";
import { FormError } from "../../ui/states.tsx";

interface QuoteEditorProps {
  quote: Quote;
  busy: boolean;
  error: unknown;
  onSave: (change: QuoteChange) => void;
  onClose: () => void;
}

export const QuoteEditor = ({ quote, busy, error, onSave, onClose }: QuoteEditorProps) => {
  const scale = 10 ** minorDigits(quote.currency);
  const [title, setTitle] = useState(quote.title);
  const [addressee, setAddressee] = useState(quote.addressee ?? "");
  const [validUntil, setValidUntil] = useState(quote.validUntil ?? "");
  const [percent, setPercent] = useState<number | string>(quote.discountPercent);
  const [amount, setAmount] = useState<number | string>(quote.discountMinor / scale);
  const [notes, setNotes] = useState(quote.notes ?? "");
  const [terms, setTerms] = useState(quote.terms ?? "");
  const [again, setAgain] = useState(false);
  const isNamed = title.trim() !== "";
  const save = (): void =>
    onSave({
      title: title.trim(),
      addressee,
      validUntil: validUntil || null,
      discountPercent: Number(percent),
      discountMinor: Math.round(Math.round(Number(amount) * scale * 1e6) / 1e6),
      notes,
      terms,
      ...(again ? { linesFromDeal: true } : {}),
    });
  return (
    <Dialog opened onClose={onClose} title="Edit quote" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isNamed) save();
        }}
      >
        <Stack gap={14}>
          <TextInput
            label="Title"
            data-autofocus
            withAsterisk
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <Textarea
            label="Addressee"
            description="Name and address, as they are printed."
            autosize
            minRows={3}
            maxRows={8}
            maxLength={1000}
            value={addressee}
            onChange={(event) => setAddressee(event.currentTarget.value)}
          />
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing={12}>
            <TextInput
              label="Valid until"
              type="date"
              value={validUntil}
              onChange={(event) => setValidUntil(event.currentTarget.value)}
            />
            <NumberInput
              label="Discount in percent"
              hideControls
              min={0}
              max={100}
              suffix=" %"
              value={percent}
              onChange={setPercent}
            />
            <NumberInput
              label={`Discount (${quote.currency})`}
              hideControls
              min={0}
              decimalScale={minorDigits(quote.currency)}
              thousandSeparator=" "
              value={amount}
              onChange={setAmount}
            />
          </SimpleGrid>
          <Textarea
            label="Text above the items"
            autosize
            minRows={2}
            maxRows={10}
            maxLength={5000}
            value={notes}
            onChange={(event) => setNotes(event.currentTarget.value)}
          />
          <Textarea
            label="Terms"
            autosize
            minRows={2}
            maxRows={10}
            maxLength={10_000}
            value={terms}
            onChange={(event) => setTerms(event.currentTarget.value)}
          />
          <Checkbox
            label="Take over the deal's line items as they are now"
            checked={again}
            onChange={(event) => setAgain(event.currentTarget.checked)}
          />
          <FormError error={error} />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!isNamed} loading={busy}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};
