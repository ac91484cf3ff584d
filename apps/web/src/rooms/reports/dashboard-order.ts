// Arranging a dashboard: by mouse, by touch, and one place at a time by keyboard.
import { type DragEndEvent, MouseSensor, TouchSensor, useSensor, useSensors } from "@dnd-kit/core";
import type { DashboardItem } from "@rapport/sdk";

const DRAG_AFTER_PX = 6;
const TOUCH_DELAY_MS = 220;

/** With one report some places further on; it stops at the ends. */
export const movedItems = (items: DashboardItem[], id: string, by: number): DashboardItem[] => {
  const from = items.findIndex(({ reportId }) => reportId === id);
  const to = Math.max(0, Math.min(items.length - 1, from + by));
  const item = items[from];
  return item ? items.toSpliced(from, 1).toSpliced(to, 0, item) : items;
};

export const useArranging = (
  items: DashboardItem[],
  nameOf: (id: string) => string,
  onSave: (items: DashboardItem[], words: string) => void,
) => {
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: DRAG_AFTER_PX } }),
    useSensor(TouchSensor, { activationConstraint: { delay: TOUCH_DELAY_MS, tolerance: 6 } }),
  );
  const placeOf = (id: unknown): number => items.findIndex(({ reportId }) => reportId === id);
  const onDragEnd = ({ active, over }: DragEndEvent): void => {
    const [from, to] = [placeOf(active.id), placeOf(over?.id)];
    if (from < 0 || to < 0 || from === to) return;
    const id = String(active.id);
    onSave(movedItems(items, id, to - from), `${nameOf(id)}, place ${to + 1} of ${items.length}.`);
  };
  return {
    context: {
      sensors,
      onDragEnd,
      accessibility: { screenReaderInstructions: { draggable: "" } },
    },
  };
};
