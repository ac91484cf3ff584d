// What others wrote, on an inbox that is open: the conversation itself at once, the lists around it no more often than
// they can be loaded. A busy channel must not begin a list anew before it has come.
import { queryClient } from "../../platform/api.ts";

const LISTS_EVERY_MS = 500;
const OF_ONE = new Set<unknown>(["one", "thread", "recipients"]);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const createListRefresh = (): (() => void) => {
  let isBusy = false;
  let isMore = false;
  const run = async (): Promise<void> => {
    isBusy = true;
    while (isMore) {
      isMore = false;
      const ofLists = ({ queryKey }: { queryKey: readonly unknown[] }) =>
        queryKey[0] === "inbox" && !OF_ONE.has(queryKey[1]);
      // What fails says so where it is shown.
      await queryClient.invalidateQueries({ predicate: ofLists }).catch(() => undefined);
      await pause(LISTS_EVERY_MS);
    }
    isBusy = false;
  };
  return () => {
    isMore = true;
    if (!isBusy) void run();
  };
};

const refreshLists = createListRefresh();

/** Null: it is not known which. */
export const refreshConversations = (ids: ReadonlySet<string> | null): void => {
  void queryClient.invalidateQueries({
    predicate: ({ queryKey: [head, part, id] }) =>
      head === "inbox" && OF_ONE.has(part) && (ids === null || ids.has(String(id))),
  });
  refreshLists();
};
