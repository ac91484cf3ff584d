// What the customer said. Accepting can take the quote's lines and a stage over to the deal.
import { Button, Checkbox, Group, Stack, Textarea } from "@mantine/core";
import type { Quote, QuoteAccept } from "@rapport/sdk";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { formatMoney } from "../../ui/format.rules.ts";
import { FormError } from "../../ui/states.tsx";
import { usePipelines } from "../records/pipeline-queries.ts";
import { useRecord } from "../records/record-queries.ts";
import { ReferencePicker } from "../records/reference-picker.tsx";

interface DecisionProps<T> {
  quote: Quote;
  busy: boolean;
  error: unknown;
  onDone: (said: T) => void;
  onClose: () => void;
}

const useWonStage = (dealId: string): string | null => {
  const deal = useRecord("deals", dealId);
  const pipelines = usePipelines();
  const pipeline = pipelines.find(({ id }) => id === deal.data?.pipelineId) ?? pipelines[0];
  return pipeline?.stages.find(({ kind }) => kind === "won")?.id ?? null;
};

export const AcceptDialog = ({
  quote,
  busy,
  error,
  onDone,
  onClose,
}: DecisionProps<QuoteAccept>) => {
  const won = useWonStage(quote.dealId);
  const [setAmount, setSetAmount] = useState(true);
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const stageId = chosen === undefined ? won : chosen;
  const net = formatMoney(quote.totals.netMinor, quote.currency);
  return (
    <Dialog opened onClose={onClose} title="Mark as accepted">
      <Stack gap={16}>
        <Checkbox
          label={`The deal takes these items, and is worth ${net} net`}
          checked={setAmount}
          onChange={(event) => setSetAmount(event.currentTarget.checked)}
        />
        <ReferencePicker
          object="stages"
          size="sm"
          label="Move the deal to"
          placeholder="Leave it where it is"
          clearable
          value={stageId}
          onChange={setChosen}
        />
        <FormError error={error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={busy}
            data-autofocus
            onClick={() => onDone({ setAmount, ...(stageId ? { stageId } : {}) })}
          >
            Mark as accepted
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
};

export const DeclineDialog = ({ busy, error, onDone, onClose }: DecisionProps<string>) => {
  const [reason, setReason] = useState("");
  return (
    <Dialog opened onClose={onClose} title="Mark as declined">
      <Stack gap={16}>
        <Textarea
          label="Reason"
          description="For yourselves; it is not printed."
          data-autofocus
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FormError error={error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={busy} onClick={() => onDone(reason)}>
            Mark as declined
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
};
