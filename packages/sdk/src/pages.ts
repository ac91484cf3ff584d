// Lists that come in pages: each item of all of them, fetched as the caller goes on. What all lists share.
import type { Page } from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { QueryValue, Transport } from "./transport.ts";

export interface PageQuery {
  /** Rows a page, 1 to 200; 60 unless told. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

/** Items of all pages, one after the other; the next page is asked for when the last item was taken. */
export async function* iteratePages<T>(
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>,
  cursor?: string,
): AsyncGenerator<T, void, undefined> {
  let next: string | undefined = cursor;
  do {
    const page = await fetchPage(next);
    yield* page.data;
    next = page.nextCursor ?? undefined;
  } while (next !== undefined);
}

/** The two ways to read a list at one path: page by page, or item by item. */
export const createList = <T, Query extends PageQuery = PageQuery>(
  transport: Transport,
  path: string,
) => ({
  /** One page. Give `nextCursor` back as `cursor` for the following one. */
  list: (query?: Query, options?: RequestOptions): Promise<Page<T>> =>
    transport.get<Page<T>>(path, { ...query }, options),
  /** Every item, page after page (of 200 unless told). */
  iterate: (query?: Query, options?: RequestOptions): AsyncGenerator<T, void, undefined> =>
    iteratePages(
      (cursor) =>
        transport.get<Page<T>>(
          path,
          { limit: 200, ...query, ...(cursor ? { cursor } : {}) } as Record<string, QueryValue>,
          options,
        ),
      query?.cursor,
    ),
});
