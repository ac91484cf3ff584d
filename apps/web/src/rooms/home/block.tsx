// A part of home: a heading, a way on, and what is inside.
import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import css from "./home.module.css";

interface BlockProps {
  title: string;
  link?: ReactNode;
  children: ReactNode;
}

export const Block = ({ title, link, children }: BlockProps) => (
  <section className={css.block} aria-label={title}>
    <header className={css.blockHead}>
      <h2>{title}</h2>
      {link}
    </header>
    {children}
  </section>
);

export const Lines = () => (
  <div className={css.skeleton} role="status" aria-label="Loading" data-loading>
    <Skeleton height={12} width="70%" />
    <Skeleton height={12} width="55%" />
    <Skeleton height={12} width="62%" />
  </div>
);
