// Asks why a deal was lost, before it goes to a lost stage. Reasons that were given before are offered.
import { Button, Group, Pill, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { useGroups } from "./group-queries.ts";

const OFFERED = 6;
const LOST = { status: "lost" };

interface LostReasonProps {
  object: SchemaObject;
  title: string;
  stage: string;
  onChoose: (reason: string | null) => void;
  onCancel: () => void;
}

export const LostReason = ({ object, title, stage, onChoose, onCancel }: LostReasonProps) => {
  const [reason, setReason] = useState("");
  const groups = useGroups(object, "lostReason", LOST).data?.groups ?? [];
  const offered = groups
    .map(({ value }) => value)
    .filter((value) => typeof value === "string" && value !== "")
    .slice(0, OFFERED) as string[];
  const isGiven = reason.trim() !== "";
  return (
    <Dialog opened onClose={onCancel} title={`Why was ${title} lost?`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isGiven) onChoose(reason.trim());
        }}
      >
        <Stack gap={12}>
          <TextInput
            label="Lost reason"
            data-autofocus
            maxLength={255}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {offered.length > 0 ? (
            <div>
              <Text size="xs" c="dimmed" mb={6}>
                Given before
              </Text>
              <Group gap={6}>
                {offered.map((one) => (
                  <UnstyledButton key={one} onClick={() => setReason(one)}>
                    <Pill component="span" style={{ cursor: "pointer" }}>
                      {one}
                    </Pill>
                  </UnstyledButton>
                ))}
              </Group>
            </div>
          ) : null}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
            <Button variant="default" onClick={() => onChoose(null)}>
              Without a reason
            </Button>
            <Button type="submit" disabled={!isGiven}>
              Move to {stage}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};
