// What of the inbox stands in its address, read without trust.
export const boxes = ["mine", "nobody", "open", "due", "snoozed", "closed", "all"] as const;
export type Box = (typeof boxes)[number];

export interface InboxSearch {
  box?: Box;
  /** A saved view instead of a box. */
  view?: string;
  q?: string;
  /** The conversation that is open. */
  c?: string;
}

const isId = (value: unknown): value is string =>
  typeof value === "string" && /^[0-9a-f-]{36}$/i.test(value);

export const inboxSearch = (search: Record<string, unknown>): InboxSearch => {
  const box = boxes.find((one) => one === search.box);
  return {
    ...(box ? { box } : {}),
    ...(isId(search.view) ? { view: search.view } : {}),
    ...(typeof search.q === "string" && search.q.trim() !== ""
      ? { q: search.q.slice(0, 200) }
      : {}),
    ...(isId(search.c) ? { c: search.c } : {}),
  };
};
