import { Badge } from "@mantine/core";
import type { QuoteStatus as Status } from "@rapport/sdk";
import { STATUS_TONES, STATUS_WORDS } from "./quote-words.rules.ts";
import css from "./quotes.module.css";

export const QuoteStatus = ({ status }: { status: Status }) => (
  <Badge variant="default" radius="sm" className={css.status} data-tone={STATUS_TONES[status]}>
    {STATUS_WORDS[status]}
  </Badge>
);
