// What the help says of the commands.
import { describe, expect, it } from "vitest";
import { commands } from "./commands.ts";
import { commandHelp, overview } from "./help.ts";

describe("help", () => {
  it("names every command of the manual", () => {
    const text = overview(commands);
    for (const name of [
      "start",
      "migrate",
      "doctor",
      "backup",
      "restore",
      "import",
      "export",
      "api-key create",
      "workspace create",
      "seed",
      "audit verify",
    ]) {
      expect(text).toContain(`  ${name} `);
    }
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    "of %s shows options, an example and exit codes",
    (name, command) => {
      const text = commandHelp(command);
      expect(text).toContain(`npm run -s rapport -- ${name}`);
      expect(text).toContain("--json");
      expect(text).toContain("Exit codes");
      expect(command.examples.length).toBeGreaterThan(0);
    },
  );
});
