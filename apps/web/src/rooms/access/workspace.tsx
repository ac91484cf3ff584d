import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { SettingsPage } from "../../ui/settings.tsx";
import { useMay, useMe } from "./session.ts";
import { useSetting } from "./settings-queries.ts";

export const WorkspaceSettings = () => {
  const { workspace } = useMe();
  const may = useMay("workspace.manage");
  const [name, setName] = useState(workspace.name);
  const save = useSetting({
    run: (next: string) => api.workspace.update({ name: next }),
    done: "Workspace saved.",
    failed: "The workspace was not saved",
  });
  return (
    <SettingsPage title="Workspace" lead="What everybody here shares.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(name.trim());
        }}
      >
        <Stack gap={12} maw={420}>
          <TextInput
            label="Name"
            description={
              may ? "Shown at the top of the navigation and in mail." : "An admin can change it."
            }
            value={name}
            disabled={!may}
            required
            withAsterisk={false}
            maxLength={100}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {may ? (
            <Group>
              <Button
                type="submit"
                loading={save.isPending}
                disabled={name.trim() === "" || name.trim() === workspace.name}
              >
                Save
              </Button>
            </Group>
          ) : null}
        </Stack>
      </form>
    </SettingsPage>
  );
};
