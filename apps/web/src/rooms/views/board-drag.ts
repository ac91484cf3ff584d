// Dragging cards by mouse and touch, announced in the words that the keys use.
import {
  type Announcements,
  type CollisionDetection,
  type DragEndEvent,
  type DragStartEvent,
  MouseSensor,
  type Over,
  pointerWithin,
  rectIntersection,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import { useState } from "react";
import { titleOf } from "../records/schema.ts";
import type { BoardColumn } from "./group.rules.ts";

const DRAG_AFTER_PX = 6;
const TOUCH_DELAY_MS = 220;

/** The column under the pointer; beside all columns, the one that the card covers most. */
const columnUnder: CollisionDetection = (args) => {
  const under = pointerWithin(args);
  return under.length > 0 ? under : rectIntersection(args);
};

export interface AskedMove {
  record: RapportRecord;
  from: BoardColumn;
  to: BoardColumn;
}

interface DragInput {
  object: SchemaObject;
  columns: BoardColumn[];
}

export const useBoardDrag = (props: DragInput, onDrop: (asked: AskedMove) => void) => {
  const { object, columns } = props;
  const [dragged, setDragged] = useState<RapportRecord | null>(null);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: DRAG_AFTER_PX } }),
    useSensor(TouchSensor, { activationConstraint: { delay: TOUCH_DELAY_MS, tolerance: 6 } }),
  );
  const onStart = ({ active }: DragStartEvent): void =>
    setDragged(active.data.current?.record as RapportRecord);
  const onEnd = ({ active, over }: DragEndEvent): void => {
    setDragged(null);
    const to = over?.data.current?.column as BoardColumn | undefined;
    const from = columns.find(({ key }) => key === active.data.current?.column);
    if (to && from) onDrop({ record: active.data.current?.record as RapportRecord, from, to });
  };
  const name = (record: unknown): string => titleOf(object, record as RapportRecord);
  const labelOf = (over: Over | null): string | undefined =>
    (over?.data.current?.column as BoardColumn | undefined)?.label;
  const announcements: Announcements = {
    onDragStart: ({ active }) => `${name(active.data.current?.record)} lifted.`,
    onDragOver: ({ over }) => labelOf(over),
    onDragEnd: ({ active, over }) =>
      over
        ? `${name(active.data.current?.record)} dropped in ${labelOf(over)}.`
        : `${name(active.data.current?.record)} is back.`,
    onDragCancel: ({ active }) => `${name(active.data.current?.record)} is back.`,
  };
  return {
    dragged,
    context: {
      sensors,
      collisionDetection: columnUnder,
      onDragStart: onStart,
      onDragEnd: onEnd,
      onDragCancel: () => setDragged(null),
      accessibility: {
        announcements,
        screenReaderInstructions: { draggable: "" },
      },
    },
  };
};
