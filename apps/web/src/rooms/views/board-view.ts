import type { Filter } from "@rapport/sdk";

/** The parts of a list's view that a board draws. */
export interface BoardView {
  filter: Filter | undefined;
  sort: string | undefined;
  open: string | undefined;
}
