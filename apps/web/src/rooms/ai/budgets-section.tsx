// Budgets with what is spent and where it leads.
import { Button, Group, Progress, Stack, TextInput } from "@mantine/core";
import type { AiBudget, AiBudgetInput, AiBudgetPeriod, AiBudgetScope } from "@rapport/sdk";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import css from "./ai.module.css";
import { useAiWrite } from "./ai-queries.ts";
import { budgetTitle, dollars, microsOf, outlook, shareOf } from "./ai-words.rules.ts";

const SCOPES = [
  { value: "workspace", label: "The whole workspace" },
  { value: "purpose", label: "Each purpose" },
  { value: "team", label: "Each team" },
  { value: "agent", label: "Each agent" },
  { value: "run", label: "Each run" },
];
const PERIODS = [
  { value: "day", label: "A day" },
  { value: "month", label: "A month" },
  { value: "total", label: "In total" },
];

/** A new one, or the limit of one that is there. */
const BudgetForm = ({ budget, onClose }: { budget: AiBudget | null; onClose: () => void }) => {
  const [scope, setScope] = useState<AiBudgetScope>("workspace");
  const [period, setPeriod] = useState<AiBudgetPeriod>("month");
  const [limit, setLimit] = useState(budget ? String(budget.limitMicros / 1_000_000) : "");
  const limitMicros = microsOf(limit);
  const save = useAiWrite({
    run: (input: AiBudgetInput) =>
      budget
        ? api.ai.budgets.update(budget.id, { limitMicros: input.limitMicros })
        : api.ai.budgets.create(input),
    done: budget ? "The new limit holds from now on." : "The budget is set.",
    failed: "The budget was not saved",
    onDone: onClose,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (limitMicros !== null) save.mutate({ scope, period, limitMicros });
      }}
    >
      <Stack gap={12}>
        {budget ? null : (
          <Group grow>
            <Select
              label="For"
              allowDeselect={false}
              data={SCOPES}
              value={scope}
              onChange={(value) => setScope((value ?? "workspace") as AiBudgetScope)}
            />
            <Select
              label="Period"
              allowDeselect={false}
              data={PERIODS}
              value={period}
              onChange={(value) => setPeriod((value ?? "month") as AiBudgetPeriod)}
            />
          </Group>
        )}
        <TextInput
          label="Limit"
          leftSection="$"
          inputMode="decimal"
          description="No call is made that could go beyond it; rules answer then."
          value={limit}
          error={limit !== "" && limitMicros === null ? "An amount in dollars, such as 50" : null}
          onChange={(event) => setLimit(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={limitMicros === null} loading={save.isPending}>
            {budget ? "Change limit" : "Set budget"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const BudgetRow = ({ budget, onChange }: { budget: AiBudget; onChange: () => void }) => {
  const remove = useAiWrite({
    run: () => api.ai.budgets.remove(budget.id),
    done: "The budget is removed.",
    failed: "The budget was not removed",
  });
  const title = budgetTitle(budget);
  const share = shareOf(budget);
  return (
    <div className={css.row}>
      <div className={css.grow}>
        <strong>{title}</strong>
        <span className={css.sub}>{outlook(budget)}</span>
        <Progress
          mt={6}
          value={share * 100}
          size={6}
          color={share >= 0.9 ? "red" : undefined}
          aria-label={`Spent of: ${title}`}
        />
      </div>
      <span className={css.number}>
        {dollars(budget.spentMicros)} of {dollars(budget.limitMicros)}
        {budget.reservedMicros > 0 ? (
          <span className={css.sub}>{dollars(budget.reservedMicros)} under way</span>
        ) : null}
      </span>
      <Group gap={8}>
        <Button
          size="xs"
          variant="default"
          onClick={onChange}
          aria-label={`Change limit of ${title}`}
        >
          Change limit
        </Button>
        <Button
          size="xs"
          variant="subtle"
          color="red"
          onClick={() => remove.mutate(undefined)}
          aria-label={`Remove budget ${title}`}
        >
          Remove
        </Button>
      </Group>
    </div>
  );
};

export const BudgetsSection = ({ budgets }: { budgets: readonly AiBudget[] }) => {
  const [edited, setEdited] = useState<AiBudget | "new" | null>(null);
  const close = () => setEdited(null);
  return (
    <>
      {budgets.length === 0 ? (
        <p className={css.sub}>
          No budget: calls cost what they cost. Set one before you connect a paid model.
        </p>
      ) : null}
      {budgets.map((budget) => (
        <BudgetRow key={budget.id} budget={budget} onChange={() => setEdited(budget)} />
      ))}
      <Group mt={12}>
        <Button size="xs" variant="default" onClick={() => setEdited("new")}>
          Set a budget
        </Button>
      </Group>
      <Dialog
        opened={edited !== null}
        onClose={close}
        title={edited === "new" ? "Set a budget" : "Change the limit"}
      >
        {edited ? <BudgetForm budget={edited === "new" ? null : edited} onClose={close} /> : null}
      </Dialog>
    </>
  );
};
