// All commands, in the order of the help.

import { aiCommands } from "./ai-commands.ts";
import { apiCommands } from "./api-commands.ts";
import { automationCommands } from "./automation-commands.ts";
import type { Command } from "./command.ts";
import { duplicateCommands } from "./duplicate-commands.ts";
import { enrichmentCommands } from "./enrichment-commands.ts";
import { eventCommands } from "./event-commands.ts";
import { featureCommands } from "./feature-commands.ts";
import { knowledgeCommands } from "./knowledge-commands.ts";
import { listCommands } from "./list-commands.ts";
import { localCommands } from "./local-commands.ts";
import { modelCommands } from "./model-commands.ts";
import { promptCommands } from "./prompt-commands.ts";
import { remoteCommands } from "./remote-commands.ts";
import { reportCommands } from "./report-commands.ts";
import { webhookCommands } from "./webhook-commands.ts";

export const commands: readonly Command[] = [
  ...localCommands,
  ...remoteCommands,
  ...duplicateCommands,
  ...knowledgeCommands,
  ...listCommands,
  ...automationCommands,
  ...webhookCommands,
  ...aiCommands,
  ...promptCommands,
  ...eventCommands,
  ...enrichmentCommands,
  ...reportCommands,
  ...featureCommands,
  ...modelCommands,
  ...apiCommands,
];

/** The command with the longest name that the words begin with, and the words after it. */
export function findCommand(words: readonly string[]): { command: Command; rest: string[] } | null {
  for (const count of [3, 2, 1]) {
    const name = words.slice(0, count).join(" ");
    const command = commands.find((candidate) => candidate.name === name);
    if (command) return { command, rest: words.slice(count) };
  }
  return null;
}
