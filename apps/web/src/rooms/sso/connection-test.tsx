// "Test connection": each thing that was asked of the provider, and exactly what is wrong.
import { Button, Group, Stack } from "@mantine/core";
import type { Connection, ConnectionCheck } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { IconAlertTriangle, IconCheck, IconX } from "../../ui/icons.ts";
import { FormError } from "../../ui/states.tsx";
import css from "./sso.module.css";

type Check = ConnectionCheck["checks"][number];

const WORDS: Record<Check["state"], string> = {
  good: "Good",
  warning: "Note",
  bad: "Wrong",
  skipped: "Not known",
};

const ICONS = {
  good: IconCheck,
  warning: IconAlertTriangle,
  bad: IconX,
  skipped: IconAlertTriangle,
};

const CheckRow = ({ check }: { check: Check }) => {
  const Icon = ICONS[check.state];
  return (
    <li className={css.check} data-state={check.state}>
      <Icon size={16} aria-hidden="true" className={css.icon} />
      <div className={css.text}>
        <div>
          <strong>{WORDS[check.state]}:</strong> {check.title}
        </div>
        <div className="r-muted">{check.detail}</div>
      </div>
    </li>
  );
};

export const ConnectionTest = ({ connection }: { connection: Connection }) => {
  const test = useMutation({ mutationFn: () => api.sso.test(connection.id) });
  return (
    <Stack gap={12} maw={640}>
      <FormError error={test.error} />
      <Group>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          Test connection
        </Button>
      </Group>
      <div role="status">
        {test.data ? (
          <>
            <p className={css.verdict}>
              {test.data.ok
                ? "The connection works as far as it can be tested without a person."
                : "Sign-in will not work yet. What is wrong:"}
            </p>
            <ul className={css.checks} aria-label="What was tested">
              {test.data.checks.map((check) => (
                <CheckRow key={check.title} check={check} />
              ))}
            </ul>
          </>
        ) : null}
      </div>
    </Stack>
  );
};
