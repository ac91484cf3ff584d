// Providers with their models, prices and health.
import { Button, Group, Switch, Table, Text } from "@mantine/core";
import type { AiModel, AiProvider, AiProviderTest } from "@rapport/sdk";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState } from "../../ui/states.tsx";
import css from "./ai.module.css";
import { useAiWrite } from "./ai-queries.ts";
import { classWords, isSpeech, kindWords, priceWords } from "./ai-words.rules.ts";
import { ModelDialog, type ModelDraft } from "./model-dialog.tsx";
import { KeyDialog } from "./provider-dialog.tsx";

const healthWords = ({ health, models, isOn }: AiProvider): string => {
  if (!isOn) return "Switched off";
  if (models.length === 0) return "No model added yet";
  if (health.state === "resting") return `Resting: ${health.error ?? "it asked to slow down"}`;
  if (health.error) return health.error;
  return health.state === "well" ? "Answers" : "Not asked yet";
};

const testWords = (tested: AiProviderTest, onlyListens: boolean): string => {
  const { isWell, error, answer, latencyMs, models } = tested;
  if (!isWell) return error ?? "It does not answer.";
  if (answer !== null) return `Answered “${answer}” in ${latencyMs} ms.`;
  if (onlyListens) {
    return `Reached in ${latencyMs} ms. A speech model shows with the first voice note whether it hears: see the last calls.`;
  }
  return models.length > 0
    ? `Reached in ${latencyMs} ms; it has ${models.slice(0, 5).join(", ")}${models.length > 5 ? " …" : ""}.`
    : `Reached in ${latencyMs} ms. Add a model with a price to let it answer.`;
};

const ModelRow = ({ model, onPrice }: { model: AiModel; onPrice: () => void }) => {
  const turn = useAiWrite({
    run: (isOn: boolean) => api.ai.providers.updateModel(model.id, { isOn }),
    done: null,
    failed: "The model was not changed",
  });
  const remove = useAiWrite({
    run: () => api.ai.providers.removeModel(model.id),
    done: `${model.label} is removed; its calls stay in the list.`,
    failed: "The model was not removed",
  });
  const version = model.prices[0]?.version;
  return (
    <Table.Tr>
      <Table.Td>{model.label}</Table.Td>
      <Table.Td>
        {priceWords(model)}
        {version && version > 1 ? <span className={css.sub}>version {version}</span> : null}
      </Table.Td>
      <Table.Td>
        <Switch
          size="xs"
          aria-label={`Use ${model.label}`}
          checked={model.isOn}
          onChange={(event) => turn.mutate(event.currentTarget.checked)}
        />
      </Table.Td>
      <Table.Td ta="right">
        <Group gap={8} justify="flex-end" wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            onClick={onPrice}
            aria-label={`Price of ${model.label}`}
          >
            {version ? "New price" : "Set price"}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="red"
            onClick={() => remove.mutate(undefined)}
            aria-label={`Remove ${model.label}`}
          >
            Remove
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
};

interface CardProps {
  provider: AiProvider;
  onModel: (draft: ModelDraft) => void;
  onKey: () => void;
}

const ProviderCard = ({ provider, onModel, onKey }: CardProps) => {
  const [tested, setTested] = useState<AiProviderTest | null>(null);
  const test = useAiWrite({
    run: () => api.ai.providers.test(provider.id),
    done: null,
    failed: "The provider could not be tested",
    onDone: setTested,
  });
  const turn = useAiWrite({
    run: (isOn: boolean) => api.ai.providers.update(provider.id, { isOn }),
    done: null,
    failed: "The provider was not changed",
  });
  const remove = useAiWrite({
    run: () => api.ai.providers.remove(provider.id),
    done: `${provider.name} is removed with its key.`,
    failed: "The provider was not removed",
  });
  const onlyListens = provider.models.length > 0 && provider.models.every(isSpeech);
  const known = (tested?.models ?? []).filter(
    (name) => !provider.models.some((model) => model.name === name),
  );
  return (
    <article className={css.card} aria-label={provider.name}>
      <header className={css.cardHead}>
        <div>
          <h4 className={css.cardTitle}>{provider.name}</h4>
          <span className={css.sub}>
            {kindWords[provider.kind]} · {provider.region} ·{" "}
            {provider.keyHint ? `key …${provider.keyHint.replace("…", "")}` : "no key"}
          </span>
          <span className={css.sub}>{classWords[provider.dataClass]}</span>
        </div>
        <Switch
          size="xs"
          label="In use"
          checked={provider.isOn}
          onChange={(event) => turn.mutate(event.currentTarget.checked)}
        />
      </header>
      <Text size="sm" role="status">
        {tested ? testWords(tested, onlyListens) : healthWords(provider)}
      </Text>
      {provider.models.length > 0 ? (
        <PlainTable label={`Models of ${provider.name}`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Model</Table.Th>
              <Table.Th>Price of a million tokens, or of a minute</Table.Th>
              <Table.Th>In use</Table.Th>
              <Table.Th aria-label="What can be done" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {provider.models.map((model) => (
              <ModelRow
                key={model.id}
                model={model}
                onPrice={() => onModel({ provider, model, known })}
              />
            ))}
          </Table.Tbody>
        </PlainTable>
      ) : null}
      <Group gap={8}>
        <Button
          size="xs"
          variant="default"
          onClick={() => onModel({ provider, model: null, known })}
        >
          Add model
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={test.isPending}
          onClick={() => test.mutate(undefined)}
        >
          Test
        </Button>
        <Button size="xs" variant="default" onClick={onKey}>
          New key
        </Button>
        <Button size="xs" variant="subtle" color="red" onClick={() => remove.mutate(undefined)}>
          Remove
        </Button>
      </Group>
    </article>
  );
};

export const ProvidersSection = ({
  providers,
  connect,
}: {
  providers: readonly AiProvider[];
  connect: React.ReactNode;
}) => {
  const [draft, setDraft] = useState<ModelDraft | null>(null);
  const [keyed, setKeyed] = useState<AiProvider | null>(null);
  if (providers.length === 0) {
    return (
      <EmptyState title="No model connected" action={connect}>
        Rapport works without one: search, quoted answers and rules. With a model, hosted or on a
        machine of your own, answers and drafts read better.
      </EmptyState>
    );
  }
  return (
    <>
      {providers.map((provider) => (
        <ProviderCard
          key={provider.id}
          provider={provider}
          onModel={setDraft}
          onKey={() => setKeyed(provider)}
        />
      ))}
      <ModelDialog draft={draft} onClose={() => setDraft(null)} />
      <KeyDialog provider={keyed} onClose={() => setKeyed(null)} />
    </>
  );
};
