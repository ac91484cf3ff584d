// The imports room: files in, lists out. See README.md for its words and invariants.
import type { AnyRoute } from "../../platform/http/index.ts";
import { checkImport } from "./check-import.ts";
import { exportRoutes } from "./export-routes.ts";
import { importActs, type WorkRequest } from "./import-acts.ts";
import type { ImportsDeps, Toolbox } from "./imports-deps.ts";
import { noteUndone } from "./note-undone.ts";
import { createFileReader } from "./read-file.ts";
import { importRoutes } from "./routes.ts";
import { runImport } from "./run-import.ts";
import { undoImport } from "./undo-import.ts";

export interface Imports {
  name: "imports";
  routes: AnyRoute[];
  /** Leaves work in progress at its checkpoint; another process, or the next start, goes on. */
  stop(): void;
}

const kinds = { run: runImport, check: checkImport, undo: undoImport } as const;

export function createImports(deps: ImportsDeps): Imports {
  const stopping = new AbortController();
  const tools: Toolbox = {
    ...deps,
    reader: createFileReader(deps.settings),
    stopping: stopping.signal,
  };
  deps.acts.register(...importActs(tools));
  deps.records.addUndoFollower(noteUndone);

  deps.durable.register<WorkRequest, void>("imports.work", (run, work) =>
    run.step("work", async () => {
      await kinds[work.kind](tools, work);
      // A stopped run is not a finished one: unfinished, it is taken up again after the restart.
      if (stopping.signal.aborted) await new Promise<never>(() => undefined);
    }),
  );

  deps.outbox.subscribe("imports.requested", async ({ workspaceId, payload }) => {
    const work = { ...payload, workspaceId } as unknown as WorkRequest;
    await deps.durable.start("imports.work", `imports:${work.importId}:${work.attempt}`, work);
  });

  return {
    name: "imports",
    routes: [...importRoutes(tools), ...exportRoutes(deps)],
    stop: () => stopping.abort(),
  };
}
