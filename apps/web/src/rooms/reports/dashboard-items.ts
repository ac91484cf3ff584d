// What stands on a dashboard while it is being arranged: shown as arranged at once, saved one change after the other.
import type { Dashboard, DashboardItem } from "@rapport/sdk";
import { useState } from "react";
import { createLatestSave } from "./latest-save.ts";
import { useChangeDashboard } from "./report-queries.ts";

export const useDashboardItems = (board: Dashboard) => {
  const { mutateAsync } = useChangeDashboard();
  const [saved, setSaved] = useState(board);
  const [wanted, setWanted] = useState<DashboardItem[] | null>(null);
  const [take] = useState(() =>
    createLatestSave<Dashboard, DashboardItem[]>({
      save: async (kept, items) => (await mutateAsync({ kept, change: { items } })).data,
      onRest: (kept) => {
        setSaved(kept);
        setWanted(null);
      },
    }),
  );
  // The list of dashboards may come to know a moment later what was saved here.
  const newest = saved.id === board.id && saved.version > board.version ? saved : board;
  return {
    items: wanted ?? newest.items,
    save: (items: DashboardItem[]): void => {
      setWanted(items);
      void take(newest, items);
    },
  };
};
