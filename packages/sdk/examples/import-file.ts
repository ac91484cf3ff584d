// Imports a file: looks first at what would happen, then does it, tells how it goes, and shows how to take it back.
import { openAsBlob } from "node:fs";
import { connect } from "./connect.ts";

const [file = "people.csv"] = process.argv.slice(2);
const { imports } = connect();
const upload = { body: await openAsBlob(file), fileName: file, object: "people" };
const change = { mode: "upsert", upsertKey: "email" } as const;

const trial = await imports.importFile(upload, { change, dryRun: true });
const counts = trial.dryRun?.counts;
console.log(
  `would create ${counts?.created} and change ${counts?.updated}; ${counts?.bad} rows are bad`,
);

await imports.run(trial.id);
const { status, counts: done } = await imports.wait(trial.id, {
  onProgress: ({ progress }) => console.log(`${progress.rowsDone} rows so far`),
});
console.log(`${status}: ${done.created} created, ${done.updated} changed`);

await imports.undo(trial.id);
const undone = await imports.wait(trial.id);
console.log(`${undone.status}: ${undone.undo?.undone} taken back`);
