// Commands about lists of records that were put together by hand.
import type { RecordList } from "@rapport/sdk";
import { type Command, exitCodes, UsageError } from "./command.ts";
import { asOutcome, clientOf, connection, filterOf } from "./connection.ts";

const lineOf = ({ id, name, object, sharedWith }: RecordList) =>
  `${id}  ${name} (${object}, ${sharedWith === "me" ? "only you" : sharedWith})`;

const showCommand: Command = {
  name: "lists show",
  summary: "List the lists that you may see.",
  arguments: "[object]",
  options: connection,
  examples: ["lists show people"],
  run: ({ options, positionals: [object] }) =>
    asOutcome(async () => {
      const lists = await clientOf(options).lists.list(object === undefined ? {} : { object });
      const text = lists.length === 0 ? "There are no lists." : lists.map(lineOf).join("\n");
      return { exitCode: exitCodes.ok, text, result: lists };
    }),
};

const createCommand: Command = {
  name: "lists create",
  summary: "Make a list of records.",
  arguments: "<object> <name>",
  options: connection,
  examples: ['lists create people "Guests"'],
  run: ({ options, positionals: [object, name] }) =>
    asOutcome(async () => {
      if (object === undefined || name === undefined) throw new UsageError("Say object and name.");
      const { data } = await clientOf(options).lists.create({ object, name });
      return { exitCode: exitCodes.ok, text: lineOf(data), result: data };
    }),
};

const addCommand: Command = {
  name: "lists add",
  summary: "Add records to a list: by id, or all that a filter finds.",
  arguments: "<list id> [record id …]",
  options: {
    filter: { type: "string", value: "JSON", about: "All that match, 5,000 at most." },
    ...connection,
  },
  examples: [`lists add 0198… --filter '{"city":"Kiel"}'`],
  run: ({ options, positionals: [id, ...recordIds] }) =>
    asOutcome(async () => {
      const filter = filterOf(options);
      if (id === undefined || (recordIds.length === 0) === (filter === undefined)) {
        throw new UsageError("Say the list, and record ids or --filter.");
      }
      const what = filter === undefined ? { recordIds } : { filter };
      const { data } = await clientOf(options).lists.add(id, what);
      const text = `${data.changed} added, ${data.unchanged} were in it, ${data.missing} not found.`;
      return { exitCode: exitCodes.ok, text, result: data };
    }),
};

export const listCommands: readonly Command[] = [showCommand, createCommand, addCommand];
