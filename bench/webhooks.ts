// Delivers events to a receiver that fails a part of its calls, and looks whether any was lost or came out of
// order for its record. The receiver is a real HTTP server in a process of its own; what waits for a later try
// is not waited for: the clock jumps to it, and the jumps are not part of the time that is printed.
//   node bench/webhooks.ts [--events 10000] [--records 500] [--failing 0.3] [--processes 1] [--database postgres://…]
//   node bench/webhooks.ts --kill            kills a whole server with SIGKILL while it delivers, and starts it again
// Prints one line of JSON; exit code 1 when an event was lost or out of order.
import { parseArgs } from "node:util";
import { requireEmptyDatabase } from "./empty-database.ts";
import { deliverAll } from "./webhooks-deliver.ts";
import { killWhileDelivering } from "./webhooks-kill.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "10000" },
    records: { type: "string", default: "500" },
    failing: { type: "string", default: "0.3" },
    processes: { type: "string", default: "1" },
    database: { type: "string", default: "" },
    port: { type: "string", default: "4220" },
    kill: { type: "boolean", default: false },
  },
});

await requireEmptyDatabase(values.database);
const asked = {
  events: Number(values.events),
  records: Number(values.records),
  failing: Number(values.failing),
  processes: Number(values.processes),
  databaseUrl: values.database,
  port: Number(values.port),
};
const outcome = await (values.kill ? killWhileDelivering(asked) : deliverAll(asked));
console.log(JSON.stringify(outcome));
process.exitCode = outcome.lost + outcome.outOfOrder + outcome.badSignatures === 0 ? 0 : 1;
