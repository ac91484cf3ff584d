// A state in one word, with a dot of its tone. The word says it; the colour helps.
import type { Standing } from "./webhook.rules.ts";
import css from "./webhooks.module.css";

export const StandingBadge = ({ standing }: { standing: Standing }) => (
  <span className={css.badge} data-tone={standing.tone}>
    {standing.word}
  </span>
);
