// The tickets and conversations that a suggestion or a page came from, as links for those who may read them.
import type { SuggestionOrigin } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import columns from "../../ui/columns.module.css";
import { RelativeTime } from "../../ui/relative-time.tsx";
import css from "./harvest.module.css";

const Origin = ({ one }: { one: SuggestionOrigin }) => {
  const title = one.title || (one.object === "tickets" ? "Ticket" : "Conversation");
  return one.object === "tickets" ? (
    <Link to="/o/$object/$id" params={{ object: "tickets", id: one.id }}>
      {title}
    </Link>
  ) : (
    <Link to="/inbox" search={{ box: "all", c: one.id }}>
      {title}
    </Link>
  );
};

export const Origins = ({ origins }: { origins: readonly SuggestionOrigin[] }) => (
  <ul className={css.origins}>
    {origins.map((one) => (
      <li key={one.id}>
        <Origin one={one} />{" "}
        <span className={columns.muted}>
          {one.object === "tickets" ? "ticket" : "conversation"}, settled{" "}
          <RelativeTime value={one.settledAt} />
        </span>
      </li>
    ))}
  </ul>
);
