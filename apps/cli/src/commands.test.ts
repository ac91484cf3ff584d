import { expect, it } from "vitest";
import { commands, findCommand } from "./commands.ts";

it.each(commands.map((command) => [command.name, command] as const))(
  "%s is found by its name, whatever follows",
  (name, command) => {
    expect(findCommand([...name.split(" "), "x", "--json"])).toEqual({
      command,
      rest: ["x", "--json"],
    });
  },
);

it("nothing is found by words that name nothing", () => {
  expect(findCommand(["launch", "rockets"])).toBeNull();
});
