// A state in one word, with a dot of its tone.
import { StatusBadge } from "../../ui/status-badge.tsx";
import type { Standing } from "./webhook.rules.ts";
import css from "./webhooks.module.css";

export const StandingBadge = ({ standing }: { standing: Standing }) => (
  <StatusBadge className={css.standing} tone={standing.tone}>
    {standing.word}
  </StatusBadge>
);
