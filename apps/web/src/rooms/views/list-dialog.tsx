// Puts records into a list, or takes them out: one that is there, or one that is named here.
import { Button, Group, Stack, TextInput } from "@mantine/core";
import type { ListAddition } from "@rapport/sdk";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { FormError, SkeletonLines } from "../../ui/states.tsx";
import { useLists, useListWork } from "./list-queries.ts";
import type { ListWork } from "./list-work.ts";

const NEW = "new";

interface ListDialogProps {
  object: string;
  /** In words, as in "12 people". */
  counted: string;
  what: ListAddition;
  onClose: () => void;
}

export const ListDialog = ({ object, counted, what, onClose }: ListDialogProps) => {
  const lists = useLists(object);
  const work = useListWork(object);
  const own = (lists.data ?? []).filter((list) => list.mayChange);
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState("");
  const id = chosen ?? own[0]?.id ?? NEW;
  const list = own.find((one) => one.id === id);
  const isReady = list !== undefined || name.trim() !== "";
  const run = (verb: ListWork["verb"]): void =>
    work.mutate({ verb, list: list ?? { name: name.trim() }, what }, { onSuccess: onClose });
  return (
    <Dialog opened onClose={onClose} title={`Add ${counted} to a list`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) run("add");
        }}
      >
        <Stack gap={14}>
          {own.length > 0 ? (
            <Select
              size="sm"
              label="List"
              searchable
              allowDeselect={false}
              data={[
                ...own.map((one) => ({ value: one.id, label: one.name })),
                { value: NEW, label: "A new list" },
              ]}
              value={id}
              onChange={setChosen}
            />
          ) : null}
          {/* A name that one begins to type must not give way to a list that comes late. */}
          {lists.isPending ? <SkeletonLines /> : null}
          {list || lists.isPending ? null : (
            <TextInput
              size="sm"
              label="Name of the new list"
              data-autofocus
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
          <FormError error={work.error} />
          <Group justify="flex-end" gap={8}>
            {list && "recordIds" in what ? (
              <Button variant="subtle" color="gray" onClick={() => run("take out")}>
                Take out
              </Button>
            ) : null}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              data-autofocus={list !== undefined || undefined}
              disabled={!isReady}
              loading={work.isPending}
            >
              Add to list
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};
