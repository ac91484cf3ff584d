// One record on a board: its title and a few facts. Dragged by mouse or touch; by keyboard the board moves it.
import { useDraggable } from "@dnd-kit/core";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import { memo, type Ref } from "react";
import { OneStop } from "../../ui/one-stop.ts";
import { RowLink } from "../../ui/row-link.tsx";
import { useIsLeaving, useRecentChange } from "../live/recent-changes.ts";
import type { TableColumn } from "../records/columns.rules.ts";
import { FieldValue } from "../records/field-value.tsx";
import { fieldValue, titleOf } from "../records/schema.ts";
import css from "./board.module.css";

export const cardId = (id: string): string => `card-${id}`;

interface FaceProps {
  object: SchemaObject;
  record: RapportRecord;
  facts: TableColumn[];
  onOpen?: (id: string) => void;
}

/** What a card shows, also while it is dragged. */
export const CardFace = ({ object, record, facts, onOpen }: FaceProps) => (
  <OneStop value>
    <RowLink
      object={object.key}
      id={record.id}
      className={css.cardTitle}
      onOpen={onOpen ? () => onOpen(record.id) : undefined}
    >
      {titleOf(object, record)}
    </RowLink>
    <span className={css.facts}>
      {facts.map(({ id, field }) => {
        const value = field ? fieldValue(record, field) : null;
        if (!field || value === null || value === "") return null;
        return (
          <span key={id} className={css.fact} title={field.label}>
            <FieldValue field={field} record={record} />
          </span>
        );
      })}
    </span>
  </OneStop>
);

interface CardProps extends FaceProps {
  column: string;
  active: boolean;
  /** Tab stops here: at the active card, in other columns at the first one, so that each can be scrolled by keyboard. */
  isStop: boolean;
  opened: boolean;
  lifted: boolean;
  draggable: boolean;
  onOpen: (id: string) => void;
  onFocus: (column: string, id: string) => void;
  place: { index: number; topPx: number; measure: Ref<HTMLLIElement> };
}

const BoardCardView = ({
  column,
  active,
  isStop,
  opened,
  lifted,
  draggable,
  place,
  ...props
}: CardProps) => {
  const { object, record, facts, onOpen, onFocus } = props;
  const recent = useRecentChange(record.id);
  const isLeaving = useIsLeaving(record.id);
  const drag = useDraggable({ id: record.id, data: { record, column }, disabled: !draggable });
  return (
    <li
      ref={place.measure}
      data-index={place.index}
      className={css.slot}
      style={{ transform: `translateY(${place.topPx}px)` }}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the board owns the keys */}
      {/* biome-ignore lint/a11y/useSemanticElements: a card holds links, so it cannot be a button */}
      <div
        ref={drag.setNodeRef}
        {...(draggable ? drag.listeners : {})}
        id={cardId(record.id)}
        role="group"
        aria-roledescription="card"
        aria-label={titleOf(object, record)}
        tabIndex={isStop ? 0 : -1}
        className={css.card}
        data-active={active || undefined}
        data-opened={opened || undefined}
        data-fresh={recent?.version ?? undefined}
        data-leaving={isLeaving || undefined}
        title={recent?.who ? `Changed by ${recent.who.name} just now` : undefined}
        data-lifted={lifted || drag.isDragging || undefined}
        onFocus={() => onFocus(column, record.id)}
        onClick={(event) => {
          if (!event.defaultPrevented) onOpen(record.id);
        }}
      >
        <CardFace object={object} record={record} facts={facts} onOpen={onOpen} />
      </div>
    </li>
  );
};

export const BoardCard = memo(BoardCardView);
