// The keys of a table. They work while focus is on the grid or nowhere in particular, and leave the panel, buttons
// and fields alone.
import type { RefObject } from "react";
import { type KeyHandler, type KeyMap, useKeys } from "../../ui/keys.ts";
import type { TableState } from "./table-state.ts";

interface TableKeysInput {
  grid: RefObject<HTMLTableElement | null>;
  state: TableState;
  onMoved: (row: number) => void;
  onPreview: (row: number) => void;
  onPage: (row: number) => void;
  onEdit: (row: number, col: number) => void;
  onNew: () => void;
  onFilter: () => void;
  onEscape: () => boolean;
}

const PAGE_STEP = 15;

const inPlay = (event: KeyboardEvent, grid: HTMLTableElement | null): boolean => {
  const { target } = event;
  if (target === grid || target === document.body) return true;
  return (
    target instanceof HTMLElement &&
    (target.id === "main" || (target.tagName === "A" && grid?.contains(target) === true))
  );
};

export const useTableKeys = (input: TableKeysInput): void => {
  const { grid, state } = input;
  const { active } = state;

  const guarded =
    (act: () => void): KeyHandler =>
    (event) => {
      if (!inPlay(event, grid.current)) return false;
      grid.current?.focus({ preventScroll: true });
      act();
      return true;
    };
  const move = (rows: number, cols: number): KeyHandler =>
    guarded(() => {
      const next = state.moveTo(active.row + rows, active.col + cols);
      if (rows !== 0) input.onMoved(next.row);
    });

  const down = move(1, 0);
  const up = move(-1, 0);
  const right = move(0, 1);
  const left = move(0, -1);
  const edit = guarded(() => input.onEdit(active.row, active.col));
  const select = guarded(() => state.select(active.row, false));
  const map: KeyMap = {
    j: down,
    ArrowDown: down,
    k: up,
    ArrowUp: up,
    l: right,
    ArrowRight: right,
    h: left,
    ArrowLeft: left,
    PageDown: move(PAGE_STEP, 0),
    PageUp: move(-PAGE_STEP, 0),
    Home: guarded(() => state.moveTo(0, active.col)),
    Enter: guarded(() => input.onPreview(active.row)),
    o: guarded(() => input.onPage(active.row)),
    e: edit,
    F2: edit,
    x: select,
    " ": select,
    "mod+a": guarded(() => state.selectAll(true)),
    n: guarded(input.onNew),
    f: guarded(input.onFilter),
    Escape: () => input.onEscape(),
  };
  useKeys(map, state.editing === null);
};
