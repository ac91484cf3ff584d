// Adds a model with its price, or gives one a new price.
import { Autocomplete, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import type { AiModel, AiModelInput, AiProvider } from "@rapport/sdk";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { useAiWrite } from "./ai-queries.ts";
import { microsOf } from "./ai-words.rules.ts";

/** Which model of which provider; without a model a new one. */
export interface ModelDraft {
  provider: AiProvider;
  model: AiModel | null;
  /** What the provider said that it has. */
  known: string[];
}

type AiPriceInput = NonNullable<AiModelInput["price"]>;

const inDollars = (micros: number | null | undefined) =>
  micros === null || micros === undefined ? "" : String(micros / 1_000_000);

const badPrice = (text: string) =>
  text !== "" && microsOf(text) === null ? "An amount in dollars, such as 3 or 0.15" : null;

/** What somebody typed; with a price by the minute tokens may be left empty. Null: no price. */
const priceOf = (typed: Record<"input" | "output" | "audio", string>): AiPriceInput | null => {
  const isSpeech = typed.audio.trim() !== "";
  const tokens = (text: string) => (isSpeech && text.trim() === "" ? 0 : microsOf(text));
  const [inputMicros, outputMicros] = [tokens(typed.input), tokens(typed.output)];
  if (inputMicros === null || outputMicros === null) return null;
  const audioMicros = isSpeech ? microsOf(typed.audio) : null;
  if (isSpeech && audioMicros === null) return null;
  return {
    inputMicrosPerMillion: inputMicros,
    outputMicrosPerMillion: outputMicros,
    audioMicrosPerMinute: audioMicros,
  };
};

const ModelForm = ({ provider, model, known, onClose }: ModelDraft & { onClose: () => void }) => {
  const [name, setName] = useState(model?.name ?? "");
  const [input, setInput] = useState(inDollars(model?.prices[0]?.inputMicrosPerMillion));
  const [output, setOutput] = useState(inDollars(model?.prices[0]?.outputMicrosPerMillion));
  const [audio, setAudio] = useState(inDollars(model?.prices[0]?.audioMicrosPerMinute));
  const price = priceOf({ input, output, audio });
  const save = useAiWrite({
    run: () =>
      model
        ? api.ai.providers.updateModel(model.id, price ? { price } : {})
        : api.ai.providers.addModel(provider.id, { name: name.trim(), price }),
    done: model ? "The new price holds from now on." : "Added.",
    failed: model ? "The price was not changed" : "The model was not added",
    onDone: onClose,
  });
  const isReady = name.trim() !== "" && price !== null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) save.mutate(undefined);
      }}
    >
      <Stack gap={12}>
        {model ? null : (
          <Autocomplete
            label="Model"
            description="As the provider calls it."
            data={known}
            value={name}
            onChange={setName}
          />
        )}
        <Text size="sm">
          Prices are dollars for a million tokens; 0 for a machine of your own. A model without a
          price is never called.
        </Text>
        <Group grow align="flex-start">
          <TextInput
            label="Read"
            leftSection="$"
            inputMode="decimal"
            value={input}
            error={badPrice(input)}
            onChange={(event) => setInput(event.currentTarget.value)}
          />
          <TextInput
            label="Written"
            leftSection="$"
            inputMode="decimal"
            value={output}
            error={badPrice(output)}
            onChange={(event) => setOutput(event.currentTarget.value)}
          />
        </Group>
        {provider.kind === "openai-compatible" ? (
          <TextInput
            label="Per minute of audio (speech models only)"
            description="Makes it a speech model: it writes voice notes down, which it is sent whole, and does nothing else. Leave it empty for all others."
            leftSection="$"
            inputMode="decimal"
            value={audio}
            error={badPrice(audio)}
            onChange={(event) => setAudio(event.currentTarget.value)}
          />
        ) : null}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!isReady} loading={save.isPending}>
            {model ? "Set price" : "Add model"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

export const ModelDialog = ({
  draft,
  onClose,
}: {
  draft: ModelDraft | null;
  onClose: () => void;
}) => (
  <Dialog
    opened={draft !== null}
    onClose={onClose}
    title={
      draft?.model ? `Price of ${draft.model.label}` : `Model of ${draft?.provider.name ?? ""}`
    }
  >
    {draft ? <ModelForm {...draft} onClose={onClose} /> : null}
  </Dialog>
);
