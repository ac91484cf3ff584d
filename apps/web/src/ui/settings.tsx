// The shape of a settings screen: a lead, an action, sections, and plain tables that scroll sideways when narrow.
import { Table, type TableProps } from "@mantine/core";
import type { ReactNode } from "react";
import css from "./settings.module.css";

interface SettingsPageProps {
  title: string;
  lead: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}

export const SettingsPage = ({
  title,
  lead,
  action,
  children,
  wide = false,
}: SettingsPageProps) => (
  <div className={css.page} data-wide={wide || undefined}>
    <header className={css.head}>
      <div>
        <h2 className={css.title}>{title}</h2>
        <p className={css.lead}>{lead}</p>
      </div>
      {action}
    </header>
    {children}
  </div>
);

export const Section = ({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) => (
  <section className={css.section} aria-label={title}>
    <h3 className={css.sectionTitle}>{title}</h3>
    {lead ? <p className={css.lead}>{lead}</p> : null}
    {children}
  </section>
);

/** A table of settings. Its name is for screen readers, which also get to scroll it by keyboard. */
export const PlainTable = ({ label, children, ...rest }: TableProps & { label: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
  <section className={css.tableBox} aria-label={label} tabIndex={0}>
    <Table verticalSpacing={6} horizontalSpacing={10} className={css.table} {...rest}>
      {children}
    </Table>
  </section>
);
