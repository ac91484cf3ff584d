// How a list is drawn, and by which field it is grouped.
import { Button, Menu } from "@mantine/core";
import type { SchemaObject, ViewLayout } from "@rapport/contracts";
import { IconLayoutKanban, IconList, IconStack2, IconTable } from "../../ui/icons.ts";
import { Select } from "../../ui/select.tsx";
import type { View } from "../records/table-view.ts";
import { boardField, isBoardField, isGroupable } from "./group.rules.ts";

interface SwitchProps {
  object: SchemaObject;
  view: View;
}

const LAYOUTS = {
  table: { label: "Table", Icon: IconTable },
  kanban: { label: "Kanban", Icon: IconLayoutKanban },
  list: { label: "List", Icon: IconList },
} as const;

export const LayoutSwitch = ({ object, view }: SwitchProps) => {
  const { label, Icon } = LAYOUTS[view.layout];
  const able = (Object.keys(LAYOUTS) as ViewLayout[]).filter(
    (layout) => layout !== "kanban" || boardField(object, view.group) !== null,
  );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<Icon size={14} />}
          aria-label={`Layout: ${label}`}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {able.map((layout) => {
          const one = LAYOUTS[layout];
          return (
            <Menu.Item
              key={layout}
              leftSection={<one.Icon size={14} />}
              onClick={() => view.setLayout(layout)}
            >
              {one.label}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
};

/** The field of the groups. A kanban always has one; a list has none. */
export const GroupSelect = ({ object, view }: SwitchProps) => {
  if (view.layout === "list") return null;
  const isBoard = view.layout === "kanban";
  const fields = object.fields.filter(isBoard ? isBoardField : isGroupable);
  if (fields.length === 0) return null;
  const shown = isBoard ? boardField(object, view.group)?.key : view.group;
  return (
    <Select
      size="xs"
      w={150}
      searchable
      aria-label="Group by"
      placeholder="Group by"
      leftSection={<IconStack2 size={14} />}
      clearable={!isBoard}
      allowDeselect={!isBoard}
      data={fields.map(({ key, label }) => ({ value: key, label }))}
      value={shown ?? null}
      onChange={(key) => view.setGroup(key ?? undefined)}
    />
  );
};
