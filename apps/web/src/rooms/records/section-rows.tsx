// The lines of a grouped table that are no records: the head of a group, and the way to more of its rows.
import { Button, UnstyledButton } from "@mantine/core";
import type { SchemaField } from "@rapport/contracts";
import { formatNumber } from "../../ui/format.rules.ts";
import { IconChevronDown, IconChevronRight } from "../../ui/icons.ts";
import { type Group, sumWords } from "../views/group.rules.ts";
import type { Section } from "./sections.rules.ts";
import css from "./table.module.css";
import { ValueText } from "./value-text.tsx";

interface SectionRowProps {
  field: SchemaField;
  section: Section<Group>;
  span: number;
}

export const SectionHead = ({
  field,
  section,
  span,
  onToggle,
}: SectionRowProps & { onToggle: () => void }) => {
  const { group, isOpen } = section;
  const Mark = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <tr className={css.sectionRow}>
      <th colSpan={span} scope="rowgroup">
        <UnstyledButton className={css.section} aria-expanded={isOpen} onClick={onToggle}>
          <Mark size={14} aria-hidden="true" />
          {group.value === null ? (
            <span>No {field.label.toLowerCase()}</span>
          ) : (
            <ValueText field={field} value={group.value} />
          )}
          <span className={css.sectionCount}>{formatNumber(group.count)}</span>
          <span className={css.sectionSum}>{sumWords(group.sums)}</span>
        </UnstyledButton>
      </th>
    </tr>
  );
};

export const SectionMore = ({
  section,
  span,
  onMore,
}: Omit<SectionRowProps, "field"> & { onMore: () => void }) => (
  <tr className={css.sectionRow}>
    <td colSpan={span}>
      <Button variant="subtle" color="gray" onClick={onMore} disabled={section.rows === 0}>
        {section.rows === 0
          ? "Loading…"
          : `Show more (${formatNumber(section.rows)} of ${formatNumber(section.group.count)})`}
      </Button>
    </td>
  </tr>
);
