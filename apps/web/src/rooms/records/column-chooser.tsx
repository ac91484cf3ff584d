// Chooses the columns and their order. Kept in the address, and as the member's habit in this browser.
import { ActionIcon, Button, Checkbox, Popover, ScrollArea } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import { IconArrowUp, IconColumns3 } from "../../ui/icons.ts";
import { PopoverPanel } from "../../ui/select.tsx";
import css from "./column-chooser.module.css";
import { choosableColumns } from "./columns.rules.ts";

interface ColumnChooserProps {
  object: SchemaObject;
  shown: string[];
  onChange: (ids: string[]) => void;
  onReset: () => void;
}

const movedUp = (ids: string[], id: string): string[] => {
  const at = ids.indexOf(id);
  if (at < 1) return ids;
  const next = ids.filter((other) => other !== id);
  next.splice(at - 1, 0, id);
  return next;
};

export const ColumnChooser = ({ object, shown, onChange, onReset }: ColumnChooserProps) => {
  const all = choosableColumns(object);
  const rank = (id: string): number => {
    const at = shown.indexOf(id);
    return at < 0 ? shown.length + all.findIndex((column) => column.id === id) : at;
  };
  const ordered = all.toSorted((left, right) => rank(left.id) - rank(right.id));
  const toggle = (id: string): void =>
    onChange(shown.includes(id) ? shown.filter((other) => other !== id) : [...shown, id]);
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md" width={260}>
      <Popover.Target>
        <Button variant="subtle" color="gray" leftSection={<IconColumns3 size={14} />}>
          Columns
        </Button>
      </Popover.Target>
      <PopoverPanel p={8} aria-label="Columns">
        <ScrollArea.Autosize mah={360} viewportProps={{ tabIndex: 0 }}>
          <ul className={css.list}>
            {ordered.map((column) => (
              <li key={column.id} className={css.item}>
                <Checkbox
                  size="xs"
                  label={column.label}
                  checked={shown.includes(column.id)}
                  onChange={() => toggle(column.id)}
                />
                {shown.indexOf(column.id) > 0 ? (
                  <ActionIcon
                    size={22}
                    aria-label={`Move ${column.label} to the left`}
                    onClick={() => onChange(movedUp(shown, column.id))}
                  >
                    <IconArrowUp size={13} />
                  </ActionIcon>
                ) : null}
              </li>
            ))}
          </ul>
        </ScrollArea.Autosize>
        <Button variant="subtle" color="gray" fullWidth mt={4} onClick={onReset}>
          Back to the usual columns
        </Button>
      </PopoverPanel>
    </Popover>
  );
};
