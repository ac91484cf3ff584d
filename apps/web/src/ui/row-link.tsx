// A link to a record for places where hundreds are drawn at once: an anchor and a click, nothing else. Screens use the
// router's own links, which also load what is behind them ahead of time.
import { useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";
import { useLinkStop } from "./one-stop.ts";

interface RowLinkProps {
  object: string;
  id: string;
  className?: string | undefined;
  children: ReactNode;
  /** Instead of going to the record's page. */
  onOpen?: (() => void) | undefined;
}

const isPlain = (event: MouseEvent): boolean =>
  !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) && event.button === 0;

export const RowLink = ({ object, id, className, children, onOpen }: RowLinkProps) => {
  const router = useRouter();
  const stop = useLinkStop();
  return (
    <a
      href={`/o/${encodeURIComponent(object)}/${id}`}
      className={className}
      tabIndex={stop}
      draggable={false}
      onClick={(event) => {
        if (!isPlain(event)) return;
        event.preventDefault();
        if (onOpen) onOpen();
        else void router.navigate({ to: "/o/$object/$id", params: { object, id } });
      }}
    >
      {children}
    </a>
  );
};
