// The filters of a table, each as a sentence that opens its editor. The address holds the truth; rules that are not
// finished yet live only here.
import { Button, Menu, Popover, UnstyledButton } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import type { Filter } from "@rapport/sdk";
import { useEffect, useRef, useState } from "react";
import { IconFilter, IconStack2, IconX } from "../../ui/icons.ts";
import { PopoverPanel, Select } from "../../ui/select.tsx";
import css from "./filter.module.css";
import {
  type FilterGroup,
  type FilterItem,
  filterToGroup,
  groupToFilter,
  newGroup,
  newRule,
  replaceItem,
} from "./filter.rules.ts";
import { FilterItemEditor, firstRule } from "./filter-editor.tsx";
import { FilterSentence, filterFields } from "./filter-sentence.tsx";
import { fieldPath } from "./schema.ts";

interface FilterBarProps {
  object: SchemaObject;
  filter: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
  /** Rises by one when the key for a new filter is pressed. */
  addSignal: number;
}

const same = (left: Filter | undefined, right: Filter | undefined): boolean =>
  JSON.stringify(left ?? null) === JSON.stringify(right ?? null);

/** The tree under edit, kept in step with the address in both directions. */
const useFilterTree = ({ filter, onChange }: Pick<FilterBarProps, "filter" | "onChange">) => {
  const [tree, setTree] = useState<FilterGroup>(() => filterToGroup(filter));
  const latest = useRef(tree);
  latest.current = tree;
  useEffect(() => {
    if (!same(groupToFilter(latest.current), filter)) setTree(filterToGroup(filter));
  }, [filter]);
  const change = (next: FilterGroup): void => {
    setTree(next);
    const json = groupToFilter(next);
    if (!same(json, filter)) onChange(json);
  };
  return [tree, change] as const;
};

interface ChipProps {
  object: SchemaObject;
  item: FilterItem;
  opened: boolean;
  onOpen: (opened: boolean) => void;
  onChange: (next: FilterItem | null) => void;
}

const FilterChip = ({ object, item, opened, onOpen, onChange }: ChipProps) => (
  <span
    className={css.chip}
    data-unfinished={groupToFilter(newGroup("and", [item])) ? undefined : true}
  >
    <Popover
      opened={opened}
      onChange={onOpen}
      position="bottom-start"
      trapFocus
      returnFocus
      shadow="md"
      withinPortal={false}
    >
      <Popover.Target>
        <UnstyledButton
          className={css.chipText}
          aria-keyshortcuts="Delete"
          onClick={() => onOpen(!opened)}
          onKeyDown={(event) => {
            if (!opened && (event.key === "Delete" || event.key === "Backspace")) onChange(null);
          }}
        >
          <FilterSentence object={object} item={item} />
        </UnstyledButton>
      </Popover.Target>
      <PopoverPanel aria-label="Edit filter">
        <div className={css.rules}>
          <FilterItemEditor object={object} item={item} onChange={onChange} />
        </div>
      </PopoverPanel>
    </Popover>
    <UnstyledButton
      className={css.chipRemove}
      aria-label="Remove filter"
      onClick={() => onChange(null)}
    >
      <IconX size={13} />
    </UnstyledButton>
  </span>
);

interface AddFilterProps {
  object: SchemaObject;
  onAdd: (item: FilterItem) => void;
  signal: number;
}

const AddFilter = ({ object, onAdd, signal }: AddFilterProps) => {
  const [opened, setOpened] = useState(false);
  const fields = filterFields(object);
  useEffect(() => {
    if (signal > 0) setOpened(true);
  }, [signal]);
  const add = (item: FilterItem): void => {
    setOpened(false);
    onAdd(item);
  };
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconFilter size={14} />}
          onClick={() => setOpened((now) => !now)}
        >
          Filter
        </Button>
      </Popover.Target>
      <PopoverPanel p={8} aria-label="Add a filter">
        <Select
          data-autofocus
          size="xs"
          w={240}
          searchable
          aria-label="Field to filter by"
          placeholder="Filter by…"
          data={fields.map((field) => ({ value: fieldPath(field), label: field.label }))}
          value={null}
          defaultDropdownOpened
          onChange={(path) => {
            const field = fields.find((one) => fieldPath(one) === path);
            if (field) add(newRule(fieldPath(field), field.type));
          }}
        />
        <Button
          mt={6}
          fullWidth
          variant="subtle"
          color="gray"
          justify="flex-start"
          leftSection={<IconStack2 size={14} />}
          onClick={() => add(newGroup("or", [firstRule(object), firstRule(object)]))}
        >
          Group of conditions
        </Button>
      </PopoverPanel>
    </Popover>
  );
};

const JoinMenu = ({
  tree,
  onChange,
}: {
  tree: FilterGroup;
  onChange: (next: FilterGroup) => void;
}) => (
  <Menu position="bottom-start">
    <Menu.Target>
      <Button variant="subtle" color="gray">
        {tree.join === "and" ? "All must hold" : "Any may hold"}
      </Button>
    </Menu.Target>
    <Menu.Dropdown>
      <Menu.Item onClick={() => onChange({ ...tree, join: "and" })}>All must hold</Menu.Item>
      <Menu.Item onClick={() => onChange({ ...tree, join: "or" })}>Any may hold</Menu.Item>
    </Menu.Dropdown>
  </Menu>
);

export const FilterBar = ({ object, filter, onChange, addSignal }: FilterBarProps) => {
  const [tree, change] = useFilterTree({ filter, onChange });
  const [openId, setOpenId] = useState<string | null>(null);
  return (
    <>
      {tree.items.map((item) => (
        <FilterChip
          key={item.id}
          object={object}
          item={item}
          opened={openId === item.id}
          onOpen={(opened) => setOpenId(opened ? item.id : null)}
          onChange={(next) => {
            if (!next) setOpenId(null);
            change(replaceItem(tree, item.id, next));
          }}
        />
      ))}
      {tree.items.length > 1 ? <JoinMenu tree={tree} onChange={change} /> : null}
      <AddFilter
        object={object}
        signal={addSignal}
        onAdd={(item) => {
          change({ ...tree, items: [...tree.items, item] });
          setOpenId(item.id);
        }}
      />
      {tree.items.length > 0 ? (
        <Button
          variant="subtle"
          color="gray"
          onClick={() => {
            setOpenId(null);
            change(newGroup("and"));
          }}
        >
          Clear
        </Button>
      ) : null}
    </>
  );
};
