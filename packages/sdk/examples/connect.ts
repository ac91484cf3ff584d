// What every example begins with: where the server is, and the key. Both come from the environment.
//   RAPPORT_URL=http://localhost:4100 RAPPORT_API_KEY=rk_… node packages/sdk/examples/sync-crm.ts
import { type Client, type ClientOptions, createClient } from "@rapport/sdk";

export function connect(options: Partial<ClientOptions> = {}): Client {
  const { RAPPORT_URL = "http://localhost:4100", RAPPORT_API_KEY } = process.env;
  if (!RAPPORT_API_KEY) throw new Error("Set RAPPORT_API_KEY to a key of your server.");
  return createClient({ baseUrl: RAPPORT_URL, apiKey: RAPPORT_API_KEY, ...options });
}
