// Fills a workspace with people through the public bulk endpoint, as any client would.
import { streamPeople } from "@rapport/world";
import { Pool } from "undici";
import { apiKey } from "./server-process.ts";

const perCall = 1000;

interface BulkAnswer {
  results: { status: number; id: string }[];
}

/** Takes turns on one stream of people, so that several senders never send the same person. */
function nextOperations(people: Generator<object>): object[] {
  const operations: object[] = [];
  while (operations.length < perCall) {
    const { value: data, done } = people.next();
    if (done) break;
    operations.push({ op: "create", data });
  }
  return operations;
}

async function sendBulk(pool: Pool, operations: object[], key: string): Promise<string[]> {
  const answer = await pool.request({
    method: "POST",
    path: "/api/v1/people/bulk",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ operations }),
  });
  const body = (await answer.body.json()) as BulkAnswer;
  if (answer.statusCode !== 200) throw new Error(JSON.stringify(body));
  const { results } = body;
  const refused = results.find((result) => result.status !== 201);
  if (refused) throw new Error(JSON.stringify(refused));
  return results.map((result) => result.id);
}

export function fillPeople(
  origin: string,
  count: number,
  seed = "bench",
  key = apiKey,
): Promise<string[]> {
  return createPeople(origin, streamPeople({ seed, count }), key);
}

/** Answers the ids, in no order. */
export async function createPeople(
  origin: string,
  people: Generator<object>,
  key = apiKey,
): Promise<string[]> {
  const pool = new Pool(origin, { connections: 3 });
  const ids: string[] = [];

  async function sender(): Promise<void> {
    for (
      let operations = nextOperations(people);
      operations.length > 0;
      operations = nextOperations(people)
    ) {
      ids.push(...(await sendBulk(pool, operations, key)));
    }
  }

  await Promise.all([sender(), sender(), sender()]);
  await pool.close();
  return ids;
}
