// The places and acts that the palette offers beside records.
import type { SchemaObject } from "@rapport/contracts";
import type { ReactNode } from "react";
import { ObjectIcon } from "../../frame/object-icon.tsx";
import { fitsWords } from "../../ui/fits-words.rules.ts";
import {
  IconChartBar,
  IconHistory,
  IconHome,
  IconKey,
  IconKeyboard,
  IconPlus,
  IconSettings,
  IconTrash,
  IconUpload,
  IconUserPlus,
} from "../../ui/icons.ts";

export interface Command {
  id: string;
  group: string;
  label: string;
  hint?: string;
  icon: ReactNode;
  run: () => void;
}

interface CommandActs {
  go: (to: string) => void;
  help: () => void;
}

const PLACES: [string, string, ReactNode][] = [
  ["/", "Home", <IconHome key="i" size={16} />],
  ["/reports", "Reports", <IconChartBar key="i" size={16} />],
  ["/imports", "Imports", <IconUpload key="i" size={16} />],
  ["/settings/workspace", "Settings", <IconSettings key="i" size={16} />],
  ["/settings/members", "Members", <IconUserPlus key="i" size={16} />],
  ["/settings/roles", "Roles", <IconSettings key="i" size={16} />],
  ["/settings/api-keys", "API keys", <IconKey key="i" size={16} />],
  ["/settings/objects", "Objects and fields", <IconSettings key="i" size={16} />],
  ["/settings/pipelines", "Pipelines", <IconSettings key="i" size={16} />],
  ["/settings/audit", "Audit log", <IconHistory key="i" size={16} />],
  ["/settings/trash", "Trash", <IconTrash key="i" size={16} />],
];

/** Everything that can be reached or done by name. */
export const commandsFor = (schema: SchemaObject[], acts: CommandActs): Command[] => [
  ...schema.map((object) => ({
    id: `go-${object.key}`,
    group: "Go to",
    label: object.labelPlural,
    icon: <ObjectIcon object={object.key} />,
    run: () => acts.go(`/o/${object.key}`),
  })),
  ...PLACES.map(([to, label, icon]) => ({
    id: `go-${to}`,
    group: "Go to",
    label,
    icon,
    run: () => acts.go(to),
  })),
  ...schema
    .filter((object) => object.can.create)
    .map((object) => ({
      id: `new-${object.key}`,
      group: "Do",
      label: `New ${object.label.toLowerCase()}`,
      icon: <IconPlus size={16} />,
      run: () => acts.go(`/o/${object.key}?new=true`),
    })),
  {
    id: "import",
    group: "Do",
    label: "Import from a file",
    icon: <IconUpload size={16} />,
    run: () => acts.go("/imports/new"),
  },
  { id: "keys", group: "Do", label: "Keyboard", icon: <IconKeyboard size={16} />, run: acts.help },
];

const FEW = 8;

/** Commands whose words begin with what was typed; the first few places when nothing was. */
export const matching = (commands: Command[], typed: string): Command[] =>
  commands.filter(({ label }) => fitsWords(label, typed)).slice(0, FEW);
