// Saved views of the inbox: one's own and everybody's; what is listed now can be kept under a name.
import { Button, Checkbox, Group, Menu, TextInput } from "@mantine/core";
import type { ConversationFilter } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, queryClient } from "../../platform/api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { FormError } from "../../ui/states.tsx";
import { showError, showUndo } from "../../ui/toast.tsx";
import { viewsQuery } from "./inbox-queries.ts";

const refresh = () => queryClient.invalidateQueries({ queryKey: ["inbox-views"] });

const SaveDialog = ({
  filter,
  opened,
  onClose,
}: {
  filter: ConversationFilter;
  opened: boolean;
  onClose: () => void;
}) => {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () => api.inbox.views.create({ name, filter, shared }),
    onSuccess: ({ data, actId }) => {
      showUndo(`View “${data.name}” saved.`, actId);
      onClose();
      setName("");
      return refresh();
    },
  });
  return (
    <Dialog opened={opened} onClose={onClose} title="Save this view">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextInput
          label="Name"
          required
          maxLength={80}
          value={name}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox
          mt={12}
          label="Everybody in the workspace has it"
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
        <FormError error={save.error} />
        <Group justify="flex-end" mt={16}>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            Save view
          </Button>
        </Group>
      </form>
    </Dialog>
  );
};

export const SavedViews = ({
  current,
  filter,
  onView,
}: {
  current: string | null;
  filter: ConversationFilter;
  onView: (id: string) => void;
}) => {
  const views = useQuery(viewsQuery).data ?? [];
  const [isSaving, setIsSaving] = useState(false);
  const remove = useMutation({
    mutationFn: (id: string) => api.inbox.views.remove(id),
    onSuccess: ({ actId }) => {
      showUndo("View deleted.", actId);
      return refresh();
    },
    onError: (error) => showError(error),
  });
  const open = views.find(({ id }) => id === current);
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button size="compact-xs" variant={open ? "light" : "subtle"}>
            {open ? open.name : "Views"}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.map(({ id, name, shared }) => (
            <Menu.Item key={id} onClick={() => onView(id)}>
              {name}
              {shared ? " (everybody's)" : ""}
            </Menu.Item>
          ))}
          {views.length > 0 ? <Menu.Divider /> : null}
          <Menu.Item component={Link} to="/inbox/analytics">
            Conversation analytics
          </Menu.Item>
          <Menu.Item onClick={() => setIsSaving(true)}>Save what is listed</Menu.Item>
          {open?.mine ? (
            <Menu.Item onClick={() => remove.mutate(open.id)}>Delete “{open.name}”</Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <SaveDialog filter={filter} opened={isSaving} onClose={() => setIsSaving(false)} />
    </>
  );
};
