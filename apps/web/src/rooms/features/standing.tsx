// A state in one word, with a dot of its tone. The word says it; the colour helps.

import type { Standing } from "./feature-words.rules.ts";
import css from "./features.module.css";

export const StandingWord = ({ standing }: { standing: Standing }) => (
  <span className={css.standing} data-tone={standing.tone}>
    {standing.word}
  </span>
);
