// Who works without anybody waiting for it: rounds that a process does by itself. The database lends its connections to
// others first.
import { AsyncLocalStorage } from "node:async_hooks";

const marks = new AsyncLocalStorage<boolean>();

/** Everything that `work` begins counts as background, also what goes on after it has answered. */
export const inBackground = <T>(work: () => T): T => marks.run(true, work);

export const isInBackground = (): boolean => marks.getStore() === true;
