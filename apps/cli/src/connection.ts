// How commands reach a server, and what they make of its refusals.
import { type Client, createClient, isRapportError } from "@rapport/sdk";
import {
  type CommandOption,
  exitCodes,
  type Options,
  type Outcome,
  textOption,
  UsageError,
} from "./command.ts";

export const connection: Record<string, CommandOption> = {
  url: { type: "string", value: "URL", about: "Server; RAPPORT_URL, else http://localhost:4100." },
  key: { type: "string", value: "rk_…", about: "API key; RAPPORT_API_KEY unless told." },
};

export function clientOf(options: Options): Client {
  const baseUrl = textOption(options, "url") ?? process.env.RAPPORT_URL ?? "http://localhost:4100";
  const apiKey = textOption(options, "key") ?? process.env.RAPPORT_API_KEY;
  if (!apiKey)
    throw new UsageError(
      "An API key is needed: --key rk_… or RAPPORT_API_KEY. Make one: npm run -s rapport -- api-key create",
    );
  return createClient({ baseUrl, apiKey });
}

export function filterOf(options: Options): Record<string, unknown> | undefined {
  const text = textOption(options, "filter");
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new UsageError('--filter must be JSON, for example \'{"city":"Paris"}\'.');
  }
}

export async function asOutcome(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (!isRapportError(error)) throw error;
    const exitCode = error.isUnreachable ? exitCodes.unreachable : exitCodes.failed;
    return { exitCode, error: { code: error.code, message: error.message } };
  }
}
