// How something stands, in a word or two with a dot in its tone; the words say it without the color.
import type { ComponentPropsWithRef } from "react";
import css from "./status-badge.module.css";

export type Tone = "good" | "bad" | "wait" | "quiet";

export const StatusBadge = ({
  tone,
  className = "",
  ...rest
}: ComponentPropsWithRef<"span"> & { tone: Tone }) => (
  <span className={`${css.badge} ${className}`} data-tone={tone} {...rest} />
);
