// Whom else a mail went to. Names stand with their addresses: they are what the sender wrote.
import { Button } from "@mantine/core";
import type { MailAddress } from "@rapport/contracts";
import { useState } from "react";
import { wholeOf } from "./mail-addresses.rules.ts";
import css from "./thread.module.css";

const atFirst = 3;

export const MessageCc = ({ cc }: { cc: readonly MailAddress[] }) => {
  const [isWhole, setIsWhole] = useState(false);
  if (cc.length === 0) return null;
  const shown = isWhole ? cc : cc.slice(0, atFirst);
  const more = cc.length - atFirst;
  return (
    <p className={css.cc}>
      Cc {shown.map(wholeOf).join(", ")}
      {more > 0 ? (
        <Button
          size="compact-xs"
          px={4}
          variant="subtle"
          aria-expanded={isWhole}
          onClick={() => setIsWhole(!isWhole)}
        >
          {isWhole ? "show less" : `and ${more} more`}
        </Button>
      ) : null}
    </p>
  );
};
