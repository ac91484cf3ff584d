// Sessions as a list: device, place, when. Used for one's own and, by admins, for a member's.
import { Badge, Button } from "@mantine/core";
import type { Session } from "@rapport/sdk";
import { RelativeTime } from "../../ui/relative-time.tsx";
import css from "./account.module.css";

interface SessionListProps {
  label: string;
  sessions: readonly Session[];
  onEnd?: (session: Session) => void;
  busyId?: string | undefined;
}

const howOf = (session: Session): string => {
  if (session.method === "sso") return "single sign-on";
  return session.secondFactor ? "password and second factor" : "password";
};

export const SessionList = ({ label, sessions, onEnd, busyId }: SessionListProps) => (
  <ul className={css.list} aria-label={label}>
    {sessions.map((session) => (
      <li key={session.id} className={css.item}>
        <div className={css.text}>
          <div className={css.first}>
            {session.device}
            {session.current ? (
              <Badge variant="light" size="sm" tt="none">
                This browser
              </Badge>
            ) : null}
          </div>
          <div className="r-muted">
            {session.place}
            {session.address ? ` (${session.address})` : ""} · by {howOf(session)}
          </div>
          <div className="r-muted">
            Last seen <RelativeTime value={session.lastSeenAt} />, signed in{" "}
            <RelativeTime value={session.createdAt} />
          </div>
        </div>
        {onEnd && !session.current ? (
          <Button
            variant="default"
            size="xs"
            loading={busyId === session.id}
            aria-label={`End the session of ${session.device}`}
            onClick={() => onEnd(session)}
          >
            End
          </Button>
        ) : null}
      </li>
    ))}
  </ul>
);
