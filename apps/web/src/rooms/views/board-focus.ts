// Where focus stands on a board: on a card, or on the board itself while it is empty.

/** An empty board is the stop itself. One that got its first card keeps the focus that it has, and is no stop any more. */
export const boardStop = (hasCards: boolean, label: string) =>
  hasCards ? { tabIndex: -1 } : { tabIndex: 0, role: "group", "aria-label": label };

/** Focus within the board, not on it: the keys of the cards are heard there. */
export const isInside = (board: Node | null, focused: Node | null): boolean =>
  board !== null && focused !== board && board.contains(focused);
