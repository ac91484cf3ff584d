// The draft of a form over something saved, which others may save meanwhile.
import { Alert, Button, Group } from "@mantine/core";
import { useState } from "react";
import {
  type Drafted,
  type DraftKind,
  draftFrom,
  followed,
  goneOn,
  isDirty,
  savedAs,
} from "./draft.rules.ts";

/** `kind` has to be the same in every render; `saved` is the newest that is known. */
export const useDraft = <S, D>(saved: S, kind: DraftKind<S, D>) => {
  const [known, setState] = useState<Drafted<S, D>>(() => draftFrom(saved, kind));
  const now = followed(known, saved, kind);
  if (now !== known) setState(now);
  return {
    ...now,
    isDirty: isDirty(now, kind),
    /** Somebody else saved it since the draft was begun. */
    isBehind: kind.isNewer(saved, now.base),
    setDraft: (draft: D): void => setState((state) => ({ ...state, draft })),
    takeSaved: (sent: D, fresh: S): void =>
      setState((state) => savedAs(state, { sent, saved: fresh }, kind)),
    takeTheirs: (): void => setState(draftFrom(saved, kind)),
    keepMine: (): void => setState((state) => goneOn(state, saved, kind)),
  };
};

interface BehindNoteProps {
  editing: { isBehind: boolean; takeTheirs: () => void; keepMine: () => void };
  /** As in "this template". */
  what: string;
}

/** Says that somebody else saved meanwhile, and asks whose stays. */
export const BehindNote = ({ editing, what }: BehindNoteProps) =>
  editing.isBehind ? (
    <Alert color="yellow" variant="light" mb={16} role="status">
      Someone else changed {what} while you were writing. What you wrote is still here.
      <Group gap={8} mt={8}>
        <Button variant="default" onClick={editing.takeTheirs}>
          Show theirs instead
        </Button>
        <Button variant="default" onClick={editing.keepMine}>
          Go on with mine
        </Button>
      </Group>
    </Alert>
  ) : null;
