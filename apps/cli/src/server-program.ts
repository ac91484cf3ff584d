// Commands for the administrator of this machine are the server's own program: it asks the running
// server, or opens the data folder itself. It is loaded by address, not imported: to the command line it
// is another program that answers, and remote commands never load it.
import type { Outcome } from "./command.ts";

interface ServerProgram {
  runCommand(
    name: string,
    input: Record<string, unknown>,
    environment: Record<string, string | undefined>,
  ): Promise<Outcome>;
}

const programUrl = new URL("../../server/src/operations/run-command.ts", import.meta.url).href;
const serverUrl = new URL("../../server/src/main.ts", import.meta.url).href;

export async function askServerProgram(
  name: string,
  input: Record<string, unknown>,
): Promise<Outcome> {
  const program = (await import(programUrl)) as ServerProgram;
  return program.runCommand(name, input, process.env);
}

/** Runs until it is stopped. */
export async function startServer(): Promise<void> {
  const server = (await import(serverUrl)) as { main(): Promise<void> };
  await server.main();
}
