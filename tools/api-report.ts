// What this version publishes, as files that a reviewer sees change. `--write` renews them; without it they are
// compared, and what differs is named.
import { renewProblems } from "./generate-problems.ts";

const mode = process.argv.includes("--write") ? "write" : "check";
const old = renewProblems(mode);
for (const file of old)
  console.error(mode === "write" ? `renewed ${file}` : `${file} is out of date`);
if (mode === "check" && old.length > 0) {
  console.error("Run `npm run api-report -- --write`, look at what changed, and commit it.");
  process.exitCode = 1;
}
