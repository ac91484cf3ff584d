import { useMembers } from "../access/session.ts";
import css from "./live.module.css";
import { useRecentChange } from "./recent-changes.ts";

/** "Changed by Ann just now", for half a minute after somebody else changed the record. */
export const ChangedNote = ({ id, editing = false }: { id: string; editing?: boolean }) => {
  const change = useRecentChange(id);
  const members = useMembers();
  const isGone = change?.op === "trash" || change?.op === "gone" || change?.op === "purge";
  const member = members.find(({ userId }) => userId !== null && userId === change?.who?.id);
  const name = member?.name ?? change?.who?.name ?? "someone else";
  return (
    <p className={css.changed} role="status">
      {change && !isGone
        ? `Changed by ${name} just now.${editing ? " Saving will ask which value stays." : ""}`
        : null}
      {change?.op === "trash" ? `Moved to the trash by ${name} just now.` : null}
    </p>
  );
};
