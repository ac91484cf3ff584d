// The keys of a board, and what is said while a card is lifted. The board is one stop for the Tab key: arrows go from
// card to card; Space lifts the active one, arrows choose its column, Enter drops it, Escape puts it back.
import type { RapportRecord } from "@rapport/contracts";
import { useState } from "react";
import type { BoardColumn } from "./group.rules.ts";

export interface ActiveCard {
  column: string;
  id: string;
}

export interface Lift {
  record: RapportRecord;
  from: BoardColumn;
  /** Index of the column that it would be dropped in. */
  at: number;
}

interface BoardKeysInput {
  columns: BoardColumn[];
  rowsOf: (column: BoardColumn) => RapportRecord[];
  titleOf: (record: RapportRecord) => string;
  mayMove: boolean;
  onOpen: (id: string) => void;
  onPage: (id: string) => void;
  onDrop: (lift: Lift, to: BoardColumn) => void;
}

type Act = () => void;

export const useBoardKeys = (input: BoardKeysInput) => {
  const { columns, rowsOf } = input;
  const [chosen, setActive] = useState<ActiveCard | null>(null);
  const [lift, setLift] = useState<Lift | null>(null);
  const [said, setSaid] = useState("");

  const firstCard = (): ActiveCard | null => {
    const column = columns.find((one) => rowsOf(one).length > 0);
    const record = column && rowsOf(column)[0];
    return column && record ? { column: column.key, id: record.id } : null;
  };
  const isThere = (card: ActiveCard | null): boolean =>
    card !== null &&
    columns.some((one) => one.key === card.column && rowsOf(one).some(({ id }) => id === card.id));
  const active = isThere(chosen) ? chosen : firstCard();
  const columnAt = columns.findIndex(({ key }) => key === active?.column);
  const column = columns[columnAt];
  const rowAt = column ? rowsOf(column).findIndex(({ id }) => id === active?.id) : -1;
  const record = column ? rowsOf(column)[rowAt] : undefined;

  const stepRow = (by: number): void => {
    const next = column ? rowsOf(column)[rowAt + by] : undefined;
    if (column && next) setActive({ column: column.key, id: next.id });
  };

  /** To the nearest column on that side that has cards, at the same height if it can be. */
  const stepColumn = (by: number): void => {
    for (let at = columnAt + by; columns[at]; at += by) {
      const next = columns[at];
      const rows = next ? rowsOf(next) : [];
      const target = rows[Math.min(rowAt, rows.length - 1)];
      if (next && target) return setActive({ column: next.key, id: target.id });
    }
  };

  const stepLift = (by: number): void => {
    if (!lift) return;
    const at = Math.max(0, Math.min(columns.length - 1, lift.at + by));
    setLift({ ...lift, at });
    setSaid(`${columns[at]?.label ?? ""}, column ${at + 1} of ${columns.length}.`);
  };

  const pickUp = (): void => {
    if (!record || !column || !input.mayMove) return;
    setLift({ record, from: column, at: columnAt });
    setSaid(
      `${input.titleOf(record)} lifted from ${column.label}. Left and right arrows choose a column, Enter drops it, Escape puts it back.`,
    );
  };

  const drop = (): void => {
    const to = lift ? columns[lift.at] : undefined;
    if (!lift || !to) return;
    setLift(null);
    if (to.key === lift.from.key) {
      setSaid(`${input.titleOf(lift.record)} stays in ${to.label}.`);
      return;
    }
    setActive({ column: to.key, id: lift.record.id });
    setSaid(`${input.titleOf(lift.record)} dropped in ${to.label}.`);
    input.onDrop(lift, to);
  };

  const putBack = (): void => {
    if (!lift) return;
    setSaid(`${input.titleOf(lift.record)} is back in ${lift.from.label}.`);
    setLift(null);
  };

  const lifted: Record<string, Act> = {
    ArrowLeft: () => stepLift(-1),
    h: () => stepLift(-1),
    ArrowRight: () => stepLift(1),
    l: () => stepLift(1),
    Enter: drop,
    " ": drop,
    Escape: putBack,
    Tab: putBack,
  };
  const idle: Record<string, Act> = {
    ArrowDown: () => stepRow(1),
    j: () => stepRow(1),
    ArrowUp: () => stepRow(-1),
    k: () => stepRow(-1),
    ArrowRight: () => stepColumn(1),
    l: () => stepColumn(1),
    ArrowLeft: () => stepColumn(-1),
    h: () => stepColumn(-1),
    Enter: () => active && input.onOpen(active.id),
    o: () => active && input.onPage(active.id),
    " ": pickUp,
  };

  return {
    active,
    /** False while the chosen card is on its way, or gone: focus is not to jump to another. */
    isChosen: active !== null && active === chosen,
    setActive,
    lift,
    said,
    say: setSaid,
    /** True when the key was one of the board's. */
    press: (key: string): boolean => {
      const act = (lift ? lifted : idle)[key];
      act?.();
      return act !== undefined;
    },
  };
};
