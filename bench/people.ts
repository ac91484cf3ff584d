// Fills a workspace with people through the public bulk endpoint, as any client would.
import { streamPeople } from "@rapport/world";
import { Pool } from "undici";
import { apiKey } from "./server-process.ts";

const perCall = 1000;

export async function fillPeople(origin: string, count: number, seed = "bench"): Promise<string[]> {
  const pool = new Pool(origin, { connections: 3 });
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const people = streamPeople({ seed, count });
  const ids: string[] = [];

  async function sender(): Promise<void> {
    for (;;) {
      const operations = [];
      while (operations.length < perCall) {
        const { value: data, done } = people.next();
        if (done) break;
        operations.push({ op: "create", data });
      }
      if (operations.length === 0) return;
      const answer = await pool.request({
        method: "POST",
        path: "/api/v1/people/bulk",
        headers,
        body: JSON.stringify({ operations }),
      });
      const { results } = (await answer.body.json()) as {
        results: { status: number; id: string }[];
      };
      for (const result of results) {
        if (result.status !== 201) throw new Error(JSON.stringify(result));
        ids.push(result.id);
      }
    }
  }

  await Promise.all([sender(), sender(), sender()]);
  await pool.close();
  return ids;
}
