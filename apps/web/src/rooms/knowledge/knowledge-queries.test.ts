import { RapportError } from "@rapport/sdk";
import { beforeEach, expect, it, vi } from "vitest";
import { queryClient } from "../../platform/api.ts";
import { addFiles, uploadedPages } from "./add-files.ts";
import { pagesQuery, staleQuery } from "./knowledge-queries.ts";

const { list, overview, addFile } = vi.hoisted(() => ({
  list: vi.fn<(asked: Record<string, unknown>) => Promise<unknown>>(),
  overview: vi.fn<() => Promise<unknown>>(),
  addFile: vi.fn<(query: { path: string }) => Promise<unknown>>(),
}));
vi.mock("../../platform/api.ts", async (original) => ({
  ...(await original<object>()),
  api: { knowledge: { pages: { list }, overview, addFile } },
}));

const page = (id: string, readers = ["members"]) => ({ id, path: `${id}.md`, title: id, readers });

beforeEach(() => {
  queryClient.clear();
  for (const one of [list, overview, addFile]) one.mockReset();
  list.mockImplementation(async ({ cursor }) =>
    cursor === undefined
      ? { data: [page("a")], nextCursor: "more" }
      : { data: [page("b", ["public"])], nextCursor: null },
  );
  overview.mockResolvedValue({ sources: [{ id: "s", name: "Uploads" }] });
});

it("goes on where a list of pages does", async () => {
  const { pages } = await queryClient.fetchInfiniteQuery({ ...pagesQuery, pages: 2 });
  expect(pages.flatMap(({ data }) => data.map(({ id }) => id))).toEqual(["a", "b"]);
});

it("asks the server which pages are to be reviewed", async () => {
  await queryClient.fetchInfiniteQuery(staleQuery);
  expect(list.mock.calls[0]?.[0]).toMatchObject({ stale: "true" });
});

it("looks through all pages that were loaded before", async () => {
  expect((await uploadedPages()).map(({ id }) => id)).toEqual(["a", "b"]);
  expect(list.mock.calls[1]?.[0]).toMatchObject({ sourceId: "s", cursor: "more" });
  overview.mockResolvedValue({ sources: [{ id: "t", name: "Help" }] });
  expect(await uploadedPages()).toEqual([]);
});

it("says who may read what was loaded, not who would have by default", async () => {
  addFile.mockResolvedValue({ data: { created: 0, updated: 1, unchanged: 0, pageIds: ["b"] } });
  const words = await addFiles([{ path: "b.md", file: new File(["x"], "b.md") }]);
  expect(words).toBe("0 pages made, 1 changed. Who may read: Customers too.");
  expect(addFile.mock.calls[0]?.[0]).toEqual({ path: "b.md", source: "Uploads" });
});

it("says so all the same where it cannot be looked up who reads it", async () => {
  addFile.mockResolvedValue({ data: { created: 1, updated: 0, unchanged: 0, pageIds: ["b"] } });
  const away = { type: "x", title: "No", status: 503, code: "x", detail: "No." };
  overview.mockRejectedValue(new RapportError(away));
  expect(await addFiles([{ path: "b.md", file: new File(["x"], "b.md") }])).toBe(
    "1 page made, 0 changed.",
  );
});
