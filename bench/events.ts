// Takes in events and, in the same run, copies the same rows raw into a table of the same columns with the same key:
// rows a second of both, and their ratio. What is taken in is read, checked, told apart from what came before, its
// owner found, indexed by person and company, and counted; the raw copy is none of that.
//   npm run bench:events -- --database postgres://…    an empty PostgreSQL database
//   npm run bench:events -- --database postgres://… --kill   kills a whole server while it takes events in over HTTP
//   options: --rows 600000 --people 20000 --batch 5000 --port 4230
// Prints one line of JSON; exit code 1 when an acknowledged event was lost or is there twice.
import { parseArgs } from "node:util";
import { requireEmptyDatabase } from "./empty-database.ts";
import { killWhileTakingIn } from "./events-kill.ts";
import { measureIngestion } from "./events-load.ts";

const { values } = parseArgs({
  options: {
    database: { type: "string", default: "" },
    rows: { type: "string", default: "600000" },
    people: { type: "string", default: "20000" },
    batch: { type: "string", default: "5000" },
    port: { type: "string", default: "4230" },
    kill: { type: "boolean", default: false },
  },
});

await requireEmptyDatabase(values.database);
const asked = {
  databaseUrl: values.database,
  rows: Number(values.rows),
  people: Number(values.people),
  batch: Number(values.batch),
  port: Number(values.port),
};
if (values.kill) {
  const outcome = await killWhileTakingIn(asked);
  console.log(JSON.stringify(outcome));
  process.exitCode = outcome.lost + outcome.twice === 0 ? 0 : 1;
} else {
  console.log(JSON.stringify(await measureIngestion(asked)));
}
