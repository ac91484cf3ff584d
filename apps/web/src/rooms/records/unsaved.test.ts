import type { RapportRecord } from "@rapport/contracts";
import { RapportError, type RecordData } from "@rapport/sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keepEdit, saveInTurn, startUnsaved } from "./unsaved.ts";
import { changeUnsaved, unsavedNow } from "./unsaved-store.ts";

const { update } = vi.hoisted(() => ({
  update: vi.fn<(id: string, data: object, options: { version?: number }) => Promise<unknown>>(),
}));
vi.mock("../../platform/api.ts", async () => {
  const { QueryClient } = await import("@tanstack/react-query");
  return {
    api: { records: () => ({ update }) },
    queryClient: new QueryClient(),
    onForget: () => undefined,
  };
});
vi.mock("../../ui/toast.tsx", () => ({ showDone: () => undefined }));
vi.mock("../access/session.ts", () => ({ meQuery: { queryKey: ["me"] } }));
vi.mock("./record-queries.ts", () => ({
  patchCachedRecord: () => undefined,
  refreshObject: async () => undefined,
}));

const failed = (status: number, more: object = {}) =>
  new RapportError({ type: "x", title: "No", status, code: "x", detail: "No.", ...more });
const record = (version: number, city: string) =>
  ({ id: "a", object: "people", version, city, custom: {} }) as unknown as RapportRecord;
const older = { object: "people", title: "Ann", label: "City", force: false };
const newer = (seen: RapportRecord) => ({
  object: "people",
  id: "a",
  data: { city: "Rome" } as RecordData,
  version: seen.version,
  base: { city: seen.city },
});
const sentCities = () => update.mock.calls.map(([, data]) => (data as { city: string }).city);

/** A server that keeps one record, and refuses writes on an older version. */
const serve = (start: RapportRecord) => {
  let now = start;
  update.mockImplementation(async (_id, data, { version }) => {
    if (version !== undefined && version !== now.version) throw failed(412, { current: now });
    now = { ...now, ...data, version: now.version + 1 };
    return { data: now, actId: null };
  });
};

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("window", { addEventListener: () => 0, removeEventListener: () => 0 });
  const { queryClient } = await import("../../platform/api.ts");
  queryClient.setQueryData(["me"], { member: { id: "m" } });
  startUnsaved();
  changeUnsaved(() => []);
  update.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a change of a record of which an older edit waits", () => {
  it("is sent after it", async () => {
    keepEdit({ ...older, record: record(1, "Oslo"), data: { city: "Paris" } });
    serve(record(1, "Oslo"));
    // The screen shows what waits.
    const saved = await saveInTurn(newer(record(1, "Paris")));
    expect(sentCities()).toEqual(["Paris", "Rome", "Rome"]);
    expect(saved.data).toMatchObject({ version: 3, city: "Rome" });
    expect(unsavedNow()).toEqual([]);
  });

  it("meets nobody in it, though the screen was loaded again meanwhile", async () => {
    keepEdit({ ...older, record: record(1, "Oslo"), data: { city: "Paris" } });
    serve(record(1, "Oslo"));
    const saved = await saveInTurn(newer(record(1, "Oslo")));
    expect(saved.data).toMatchObject({ version: 3, city: "Rome" });
  });

  it("is for later, like that one, while there is no connection", async () => {
    keepEdit({ ...older, record: record(1, "Oslo"), data: { city: "Paris" } });
    update.mockRejectedValue(failed(0));
    await expect(saveInTurn(newer(record(1, "Paris")))).rejects.toMatchObject({ status: 0 });
    expect(sentCities()).toEqual(["Paris"]);
    expect(unsavedNow()).toHaveLength(1);
  });

  it("does not wait for one that the server refused", async () => {
    keepEdit({ ...older, record: record(1, "Oslo"), data: { city: "Paris" } });
    changeUnsaved((now) => now.map((entry) => ({ ...entry, refused: "No." })));
    serve(record(1, "Oslo"));
    await saveInTurn(newer(record(1, "Oslo")));
    expect(sentCities()).toEqual(["Rome"]);
  });
});
