// The keys of the inbox, shown by its "?".
import { Kbd } from "@mantine/core";
import { Dialog } from "../../ui/dialog.tsx";
import css from "./inbox.module.css";

const startKey = "w";
const KEYS: [string, string][] = [
  ["j k or ↓ ↑", "Next conversation, previous conversation"],
  ["Enter", "Open it (on a phone)"],
  [startKey, "New conversation"],
  ["r", "Reply"],
  ["n", "Note for members"],
  ["v", "Voice note; stop it"],
  ["d", "Draft an answer"],
  ["u", "Use the draft"],
  ["x", "Reject the draft"],
  ["c", "Details (on a narrow screen)"],
  ["e", "Close; open again"],
  ["s", "Snooze"],
  ["a", "Assign"],
  ["i", "Assign to me"],
  ["m", "Merge another conversation of the same person into it"],
  ["l", "Put it on a deal, a ticket, a company or a person"],
  ["/", "Search in messages"],
  ["⌘ Enter", "Send"],
  ["⌘ Shift Enter", "Send and close"],
  ["Esc", "Leave the text, go back to the list"],
  ["?", "These keys"],
];

interface InboxKeysProps {
  opened: boolean;
  /** Whether the role may begin conversations. */
  mayStart: boolean;
  onClose: () => void;
}

export const InboxKeys = ({ opened, mayStart, onClose }: InboxKeysProps) => (
  <Dialog opened={opened} onClose={onClose} title="Keys of the inbox">
    <dl className={css.keys}>
      {KEYS.filter(([keys]) => mayStart || keys !== startKey).map(([keys, meaning]) => (
        <div key={keys}>
          <dt>
            <Kbd size="xs">{keys}</Kbd>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
);
