import { Button } from "@mantine/core";
import { useState } from "react";
import css from "./channels.module.css";

/** Code to take away. */
export const CodeBlock = ({ label, code }: { label: string; code: string }) => {
  const [copied, setCopied] = useState(false);
  return (
    <div className={css.code}>
      <div className={css.codeHead}>
        <span>{label}</span>
        <Button
          size="xs"
          variant="default"
          aria-label={`Copy: ${label}`}
          onClick={() => {
            void navigator.clipboard?.writeText(code);
            setCopied(true);
          }}
        >
          {copied ? "Copied" : "Copy"}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
      <section className={css.scroll} tabIndex={0} aria-label={label}>
        <pre>{code}</pre>
      </section>
    </div>
  );
};
