// The keys of the app, shown by "?".
import { Kbd } from "@mantine/core";
import { Fragment } from "react";
import { Dialog } from "../ui/dialog.tsx";
import css from "./keys.module.css";

const GROUPS: { title: string; keys: [string, string][] }[] = [
  {
    title: "Everywhere",
    keys: [
      ["⌘ K or Ctrl K or /", "Search and commands"],
      ["g then h, p, c, d, t, k", "Home, People, Companies, Deals, Tickets, Tasks"],
      ["g then n, r, i, s", "Notifications, Reports, Imports, Settings"],
      ["b", "What waits for you"],
      ["[", "Fold the navigation"],
      ["?", "These keys"],
      ["Esc", "Close, go back"],
    ],
  },
  {
    title: "In a table",
    keys: [
      ["j k or ↓ ↑", "Next row, previous row"],
      ["h l or ← →", "Previous column, next column"],
      ["Enter", "Open the record beside the list"],
      ["o", "Open the record's page"],
      ["e or F2", "Edit the cell"],
      ["x or Space", "Select the row"],
      ["n", "New record"],
      ["f", "Add a filter"],
      ["Esc", "Close the panel, then clear the selection"],
    ],
  },
  {
    title: "In suggested pages",
    keys: [
      ["j k", "Next, previous"],
      ["⌘ Enter or Ctrl Enter", "Publish"],
      ["d", "Dismiss"],
    ],
  },
  {
    title: "While editing a cell",
    keys: [
      ["Enter", "Save"],
      ["Tab", "Save, then the next cell"],
      ["Esc", "Leave it as it was"],
    ],
  },
];

export const KeysHelp = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => (
  <Dialog opened={opened} onClose={onClose} title="Keyboard" size="lg">
    <div className={css.keys}>
      {GROUPS.map((group) => (
        <section key={group.title}>
          <h2 className={css.keysTitle}>{group.title}</h2>
          <dl className={css.keysList}>
            {group.keys.map(([keys, meaning]) => (
              <Fragment key={keys}>
                <dt>
                  <Kbd size="xs">{keys}</Kbd>
                </dt>
                <dd>{meaning}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      ))}
    </div>
  </Dialog>
);
