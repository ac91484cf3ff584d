import { describe, expect, it } from "vitest";
import { boardStop, isInside } from "./board-focus.ts";

describe("focus on a board", () => {
  it("is kept when the first card comes: the board can hold it, but Tab goes to the card", () => {
    expect(boardStop(false, "Deals")).toMatchObject({ tabIndex: 0, role: "group" });
    expect(boardStop(true, "Deals")).toEqual({ tabIndex: -1 });
  });

  it("goes from the board itself to a card by key, as from outside", () => {
    const card = {} as Node;
    const board = { contains: (one: Node) => one === board || one === card } as unknown as Node;
    expect(isInside(board, board)).toBe(false);
    expect(isInside(board, card)).toBe(true);
    expect(isInside(board, {} as Node)).toBe(false);
    expect(isInside(null, card)).toBe(false);
  });
});
