// Sends more requests than the key may, and lets the client wait as the server asks. `transport.call` also says how
// much of the limit is left, for programs that rather slow down by themselves.
import { connect } from "./connect.ts";

const rapport = connect({
  retries: 5,
  onRetry: ({ status, waitMs }) => console.log(`${status}: again in ${Math.round(waitMs)} ms`),
});
const wanted = Number(process.argv[2] ?? 20);
for (let n = 0; n < wanted; n += 1) {
  const { rateLimit } = await rapport.transport.call("GET", "/people", { query: { limit: 1 } });
  if (rateLimit && n % 10 === 0) console.log(`${rateLimit.remaining} of ${rateLimit.limit} left`);
}
console.log(`${wanted} requests answered`);
