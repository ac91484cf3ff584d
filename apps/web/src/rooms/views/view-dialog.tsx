// Names a view and says who sees it: for saving as a new one, and for renaming and sharing.
import { Button, Group, Radio, Stack, TextInput } from "@mantine/core";
import type { ViewAudience } from "@rapport/contracts";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { FormError } from "../../ui/states.tsx";

interface ViewDialogProps {
  /** What is named. */
  word?: "view" | "report" | "dashboard";
  title: string;
  action: string;
  start: { name: string; sharedWith: ViewAudience };
  error: unknown;
  busy: boolean;
  onSave: (chosen: { name: string; sharedWith: ViewAudience }) => void;
  onClose: () => void;
}

const audiences = (word: string): { value: ViewAudience; label: string; description: string }[] => [
  { value: "me", label: "Only me", description: `Nobody else sees this ${word}.` },
  { value: "team", label: "My teams", description: "Members of your teams see it." },
  {
    value: "workspace",
    label: "Everyone in the workspace",
    description: "All who may see these records; each sees the rows that their role allows.",
  },
];

export const ViewDialog = ({ word = "view", title, action, start, ...props }: ViewDialogProps) => {
  const [name, setName] = useState(start.name);
  const [sharedWith, setSharedWith] = useState(start.sharedWith);
  const isNamed = name.trim() !== "";
  return (
    <Dialog opened onClose={props.onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isNamed) props.onSave({ name: name.trim(), sharedWith });
        }}
      >
        <Stack gap={16}>
          <TextInput
            label="Name"
            data-autofocus
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Radio.Group
            label="Who sees it"
            value={sharedWith}
            onChange={(value) => setSharedWith(value as ViewAudience)}
          >
            <Stack gap={10} mt={8}>
              {audiences(word).map((audience) => (
                <Radio key={audience.value} size="sm" {...audience} />
              ))}
            </Stack>
          </Radio.Group>
          <FormError error={props.error} />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!isNamed} loading={props.busy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};
