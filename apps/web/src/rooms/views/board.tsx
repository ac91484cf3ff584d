// A list as a board: one column a value of the group's field, each with its count and sum; or, as a list, one column
// of rows. Cards are moved by mouse and touch (dnd-kit) and by keyboard alone (board-keys), and both are announced.
import { DndContext, DragOverlay } from "@dnd-kit/core";
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import { useIsFetching } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useKeys } from "../../ui/keys.ts";
import { useBoardHold } from "../live/live-holds.ts";
import type { TableColumn } from "../records/columns.rules.ts";
import { titleOf } from "../records/schema.ts";
import css from "./board.module.css";
import { CardFace, cardId } from "./board-card.tsx";
import { BoardColumnView } from "./board-column.tsx";
import { type AskedMove, useBoardDrag } from "./board-drag.ts";
import { boardStop, isInside } from "./board-focus.ts";
import { type Lift, useBoardKeys } from "./board-keys.ts";
import { rowsIn, useMoveCard } from "./board-move.ts";
import type { BoardView } from "./board-view.ts";
import { type BoardColumn, withinGroup } from "./group.rules.ts";
import { LostReason } from "./lost-reason.tsx";

interface BoardProps {
  object: SchemaObject;
  view: BoardView;
  /** Whose values the columns are; null: one column of everything. */
  field: SchemaField | null;
  columns: BoardColumn[];
  facts: TableColumn[];
  mayMove: boolean;
  onOpen: (id: string) => void;
}

const FOCUS_TRIES = 12;

/** Focus follows the active card, which may be drawn a few frames later. */
const focusCard = (id: string, tries = FOCUS_TRIES): void => {
  const card = document.getElementById(cardId(id));
  if (card) card.focus({ preventScroll: false });
  else if (tries > 0) requestAnimationFrame(() => focusCard(id, tries - 1));
};

/** Hands a move on, after the reason of a loss was asked for. */
const useMoves = (props: BoardProps, field: SchemaField) => {
  const { object, view } = props;
  const move = useMoveCard({ object, field, filter: view.filter, sort: view.sort });
  const [asking, setAskedMove] = useState<AskedMove | null>(null);
  const keepsReason = object.fields.some(
    ({ key, access }) => key === "lostReason" && access === "write",
  );
  const start = (asked: AskedMove): void => {
    if (asked.from.key === asked.to.key) return;
    if (asked.to.kind === "lost" && keepsReason && !asked.record.lostReason) setAskedMove(asked);
    else move.mutate(asked);
  };
  const dialog = asking ? (
    <LostReason
      object={object}
      title={titleOf(object, asking.record)}
      stage={asking.to.label}
      onCancel={() => setAskedMove(null)}
      onChoose={(reason) => {
        setAskedMove(null);
        move.mutate(reason === null ? asking : { ...asking, more: { lostReason: reason } });
      }}
    />
  ) : null;
  return { start, dialog };
};

const NO_FIELD = { key: "" } as SchemaField;

export const Board = (props: BoardProps) => {
  const { object, view, columns, facts, onOpen } = props;
  const isList = props.field === null;
  const field = props.field ?? NO_FIELD;
  const navigate = useNavigate();
  const board = useRef<HTMLDivElement>(null);
  // The columns load by themselves; what they hold is read from the cache, so their coming and going is heard of.
  useIsFetching({ queryKey: ["list", object.key] });
  const filterOf = useMemo(() => {
    const filters = new Map(
      columns.map((column) => [
        column.key,
        isList ? view.filter : withinGroup(view.filter, field, column.value),
      ]),
    );
    return (column: BoardColumn) => filters.get(column.key);
  }, [columns, isList, view.filter, field]);
  const { start, dialog } = useMoves(props, field);
  const keys = useBoardKeys({
    columns,
    rowsOf: (column) => rowsIn({ object: object.key, filter: filterOf(column), sort: view.sort }),
    titleOf: (record) => titleOf(object, record),
    mayMove: props.mayMove,
    onOpen,
    onPage: (id) => void navigate({ to: "/o/$object/$id", params: { object: object.key, id } }),
    onDrop: ({ record, from }: Lift, to) => start({ record, from, to }),
  });
  const { active, lift, setActive } = keys;
  const drag = useBoardDrag(props, (asked) => {
    setActive({ column: asked.to.key, id: asked.record.id });
    start(asked);
  });

  useBoardHold(drag.dragged !== null || lift !== null);

  const wasInside = useRef(false);
  const activeId = active?.id;
  const activeColumn = active?.column;
  const { isChosen } = keys;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a card that changed its column is drawn anew, and loses focus
  useEffect(() => {
    if (activeId && isChosen && wasInside.current) focusCard(activeId);
  }, [activeId, activeColumn, isChosen]);

  const enter = (): boolean => {
    if (!activeId || isInside(board.current, document.activeElement)) return false;
    focusCard(activeId);
    return true;
  };
  useKeys({ j: enter, ArrowDown: enter });

  const onFocus = useCallback(
    (column: string, id: string): void => setActive({ column, id }),
    [setActive],
  );

  return (
    <DndContext {...drag.context}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the cards within */}
      <div
        ref={board}
        className={css.board}
        data-list={isList || undefined}
        data-dragging={drag.dragged !== null || undefined}
        {...boardStop(active !== null, object.labelPlural)}
        onFocus={() => {
          wasInside.current = true;
        }}
        onBlur={(event) => {
          // A card that is drawn anew loses focus to nothing: that is no leaving.
          if (event.relatedTarget && !board.current?.contains(event.relatedTarget))
            wasInside.current = false;
        }}
        onKeyDown={(event) => {
          const isOnCard = (event.target as HTMLElement).id.startsWith("card-");
          const isPlain = !event.metaKey && !event.ctrlKey && !event.altKey;
          if (!isOnCard || !isPlain || !keys.press(event.key)) return;
          if (event.key !== "Tab") event.preventDefault();
        }}
      >
        {columns.map((column, at) => (
          <BoardColumnView
            key={column.key}
            object={object}
            column={column}
            filter={filterOf(column)}
            sort={view.sort}
            facts={facts}
            activeId={active?.column === column.key ? active.id : null}
            openedId={view.open}
            liftedId={lift?.record.id ?? null}
            isTarget={lift?.at === at}
            draggable={props.mayMove}
            isList={isList}
            onOpen={onOpen}
            onFocus={onFocus}
          />
        ))}
      </div>
      <p className="r-visually-hidden" role="status" aria-live="assertive">
        {keys.said}
      </p>
      <DragOverlay dropAnimation={null}>
        {drag.dragged ? (
          <div className={css.card} data-overlay>
            <CardFace object={object} record={drag.dragged} facts={facts} />
          </div>
        ) : null}
      </DragOverlay>
      {dialog}
    </DndContext>
  );
};
