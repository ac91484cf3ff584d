// What each purpose uses, as a sentence, and the dialog that changes it.
import { Button, Group, MultiSelect, NumberInput, Stack, Switch, TagsInput } from "@mantine/core";
import type { AiProvider, AiRoute, AiRouteInput } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { ErrorState } from "../../ui/states.tsx";
import css from "./ai.module.css";
import { useAiWrite } from "./ai-queries.ts";
import { billWords, canServe } from "./ai-words.rules.ts";

const ORDERS: readonly { value: AiRouteInput["pick"]; label: string; hint: string }[] = [
  { value: "listed", label: "As listed", hint: "The first one is asked; the others stand by." },
  { value: "cheapest", label: "The cheapest first", hint: "By the prices that are set now." },
  {
    value: "fastest",
    label: "The fastest first",
    hint: "By how long each usually took in the last seven days until there was something to read. One that was not asked in that time comes last; Test asks it.",
  },
];

const draftOf = ({
  isOn,
  modelIds,
  pick,
  regions,
  minimises,
  deadlineMs,
  maxOutputTokens,
}: AiRoute) =>
  ({
    isOn,
    modelIds,
    pick,
    regions,
    minimises,
    deadlineMs,
    maxOutputTokens,
  }) satisfies AiRouteInput;

/** What it will cost, before it is switched on. */
const Bill = ({ route }: { route: AiRoute }) => {
  const bill = useQuery({
    queryKey: ["ai", "forecast", route.purpose],
    queryFn: () => api.ai.forecast({ purpose: route.purpose }),
  });
  if (bill.error) {
    return (
      <ErrorState
        error={bill.error}
        doing="reckon what it will cost"
        onRetry={() => void bill.refetch()}
      />
    );
  }
  return (
    <p className={css.sub} role="status">
      {bill.data ? billWords(bill.data) : "Reckoning what it will cost …"}
    </p>
  );
};

interface FormProps {
  route: AiRoute;
  providers: readonly AiProvider[];
  onClose: () => void;
}

const RouteForm = ({ route, providers, onClose }: FormProps) => {
  const models = providers.flatMap((provider) =>
    provider.models
      .filter((model) => canServe(route.purpose, model))
      .map(({ id, label }) => ({ value: id, label: `${label} (${provider.name})` })),
  );
  const [draft, setDraft] = useState<AiRouteInput>(() => {
    const now = draftOf(route);
    // Models that went, or do something else by now, cannot be saved again.
    const there = now.modelIds.filter((id) => models.some(({ value }) => value === id));
    return { ...now, modelIds: there };
  });
  const listens = route.purpose === "transcribe";
  const set = (parts: Partial<AiRouteInput>) => setDraft((now) => ({ ...now, ...parts }));
  const save = useAiWrite({
    run: (input: AiRouteInput) => api.ai.setPurpose(route.purpose, input),
    done: "This holds from now on.",
    failed: "It was not changed",
    onDone: onClose,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft);
      }}
    >
      <Stack gap={12}>
        <Switch
          label="Use models for this"
          checked={draft.isOn}
          onChange={(event) => set({ isOn: event.currentTarget.checked })}
        />
        <Bill route={route} />
        <MultiSelect
          label="Models, in the order in which they are tried"
          placeholder={draft.modelIds.length > 0 ? undefined : "All of them"}
          data={models}
          value={draft.modelIds}
          onChange={(modelIds) => set({ modelIds })}
        />
        <Select
          label="Order"
          allowDeselect={false}
          data={ORDERS.map(({ value, label }) => ({ value, label }))}
          description={ORDERS.find(({ value }) => value === draft.pick)?.hint}
          value={draft.pick}
          onChange={(pick) =>
            set({ pick: ORDERS.find(({ value }) => value === pick)?.value ?? "listed" })
          }
        />
        <TagsInput
          label="Only where it runs in"
          placeholder={draft.regions.length > 0 ? undefined : "Anywhere"}
          data={[...new Set(providers.map(({ region }) => region))]}
          value={draft.regions}
          onChange={(regions) => set({ regions })}
        />
        {listens ? (
          <p className={css.sub}>
            Recordings are sent whole: nothing can be taken out of sound. They go only to providers
            that may be sent everything, personal data too.
          </p>
        ) : null}
        <Group grow align="flex-start">
          <NumberInput
            label="Seconds at most"
            min={1}
            max={120}
            value={draft.deadlineMs / 1000}
            onChange={(value) => set({ deadlineMs: Math.round((Number(value) || 1) * 1000) })}
          />
          {listens ? null : (
            <NumberInput
              label="Tokens written at most"
              min={1}
              max={16_000}
              value={draft.maxOutputTokens}
              onChange={(value) => set({ maxOutputTokens: Math.round(Number(value) || 1) })}
            />
          )}
        </Group>
        {listens ? null : (
          <Switch
            label="Take names, addresses and numbers out before a call"
            checked={draft.minimises}
            onChange={(event) => set({ minimises: event.currentTarget.checked })}
          />
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

export const PurposesSection = ({
  routes,
  providers,
}: {
  routes: readonly AiRoute[];
  providers: readonly AiProvider[];
}) => {
  const [edited, setEdited] = useState<AiRoute | null>(null);
  return (
    <>
      {routes
        .filter(({ purpose }) => purpose !== "test")
        .map((route) => (
          <div key={route.purpose} className={css.row}>
            <div className={css.grow}>
              <strong>{route.label}</strong>
              <span className={css.sub}>{route.sentence}</span>
            </div>
            <Button
              size="xs"
              variant="default"
              onClick={() => setEdited(route)}
              aria-label={`Change ${route.label}`}
            >
              Change
            </Button>
          </div>
        ))}
      <Dialog opened={edited !== null} onClose={() => setEdited(null)} title={edited?.label ?? ""}>
        {edited ? (
          <RouteForm route={edited} providers={providers} onClose={() => setEdited(null)} />
        ) : null}
      </Dialog>
    </>
  );
};
