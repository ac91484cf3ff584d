// Connects a provider, or enters a new key for one.
import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import type { AiDataClass, AiProvider, AiProviderInput, AiProviderKind } from "@rapport/sdk";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { useAiWrite } from "./ai-queries.ts";
import { classWords, kindWords } from "./ai-words.rules.ts";

const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

interface Draft {
  name: string;
  kind: AiProviderKind;
  baseUrl: string;
  region: string;
  dataClass: AiDataClass;
  apiKey: string;
}

const EMPTY: Draft = {
  name: "",
  kind: "openai-compatible",
  baseUrl: "",
  region: "",
  dataClass: "internal",
  apiKey: "",
};

const inputOf = (draft: Draft): AiProviderInput => ({
  name: draft.name.trim(),
  kind: draft.kind,
  region: draft.region.trim().toLowerCase(),
  dataClass: draft.dataClass,
  ...(draft.baseUrl.trim() ? { baseUrl: draft.baseUrl.trim() } : {}),
  ...(draft.apiKey.trim() ? { apiKey: draft.apiKey.trim() } : {}),
});

const ProviderForm = ({ onClose }: { onClose: () => void }) => {
  const [draft, setDraft] = useState(EMPTY);
  const set = (parts: Partial<Draft>) => setDraft((now) => ({ ...now, ...parts }));
  const create = useAiWrite({
    run: (input: AiProviderInput) => api.ai.providers.create(input),
    done: "Connected. Add a model with its price next.",
    failed: "The provider was not connected",
    onDone: onClose,
  });
  const isOpen = draft.kind === "openai-compatible";
  const isOwnAddress = draft.baseUrl.trim() !== "";
  const isReachable = isOwnAddress || (!isOpen && draft.apiKey.trim() !== "");
  const isReady = draft.name.trim() && draft.region.trim() && isReachable;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) create.mutate(inputOf(draft));
      }}
    >
      <Stack gap={12}>
        <Select
          label="Kind"
          allowDeselect={false}
          data={options(kindWords)}
          value={draft.kind}
          onChange={(kind) => set({ kind: (kind ?? "openai-compatible") as AiProviderKind })}
        />
        <TextInput
          label="Name"
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={isOpen ? "Address" : "Address (only to go through a proxy)"}
          description={
            isOpen
              ? "Up to /v1. One inside your network must be listed by whoever runs the server."
              : undefined
          }
          placeholder="https://api.example.com/v1"
          value={draft.baseUrl}
          onChange={(event) => set({ baseUrl: event.currentTarget.value })}
        />
        <PasswordInput
          label="Key"
          autoComplete="off"
          description={
            draft.kind === "bedrock"
              ? "Access key id, a colon, secret access key. Kept encrypted, never shown again."
              : `Kept encrypted, never shown again.${isOwnAddress || isOpen ? " Leave it out where the server wants none." : ""}`
          }
          value={draft.apiKey}
          onChange={(event) => set({ apiKey: event.currentTarget.value })}
        />
        <TextInput
          label="Where it runs"
          description={
            draft.kind === "bedrock"
              ? "AWS's region, such as eu-central-1."
              : "For instance eu, us or on-site."
          }
          value={draft.region}
          onChange={(event) => set({ region: event.currentTarget.value })}
        />
        <Select
          label="What it may be sent"
          description={
            draft.dataClass === "personal"
              ? undefined
              : "What customers write is personal data: its models will answer tests only."
          }
          allowDeselect={false}
          data={options(classWords)}
          value={draft.dataClass}
          onChange={(value) => set({ dataClass: (value ?? "internal") as AiDataClass })}
        />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!isReady} loading={create.isPending}>
            Connect provider
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

export const ProviderDialog = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => (
  <Dialog opened={opened} onClose={onClose} title="Connect a provider">
    <ProviderForm onClose={onClose} />
  </Dialog>
);

const KeyForm = ({ provider, onClose }: { provider: AiProvider; onClose: () => void }) => {
  const [key, setKey] = useState("");
  const rotate = useAiWrite({
    run: (value: string) => api.ai.providers.rotateKey(provider.id, value),
    done: "The new key is in use.",
    failed: "The key was not changed",
    onDone: onClose,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (key.trim()) rotate.mutate(key.trim());
      }}
    >
      <Stack gap={12}>
        <Text size="sm">The old key is forgotten at once.</Text>
        <PasswordInput
          label="New key"
          autoComplete="off"
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!key.trim()} loading={rotate.isPending}>
            Use this key
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

export const KeyDialog = ({
  provider,
  onClose,
}: {
  provider: AiProvider | null;
  onClose: () => void;
}) => (
  <Dialog
    opened={provider !== null}
    onClose={onClose}
    title={`New key for ${provider?.name ?? ""}`}
  >
    {provider ? <KeyForm provider={provider} onClose={onClose} /> : null}
  </Dialog>
);
