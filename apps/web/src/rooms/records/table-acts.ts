// What a row can ask of its table, under one identity, so that unchanged rows are not drawn again.
import { useMemo, useRef } from "react";
import type { RowActs } from "./table-row.tsx";

export const useStableActs = (acts: RowActs): RowActs => {
  const live = useRef(acts);
  live.current = acts;
  return useMemo<RowActs>(
    () => ({
      activate: (...args) => live.current.activate(...args),
      edit: (...args) => live.current.edit(...args),
      select: (...args) => live.current.select(...args),
      open: (...args) => live.current.open(...args),
      save: (...args) => live.current.save(...args),
      cancel: (...args) => live.current.cancel(...args),
    }),
    [],
  );
};
