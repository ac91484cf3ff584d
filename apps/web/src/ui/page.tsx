// The head of a screen: breadcrumbs, title, actions. Sets the document's title, so that tabs and screen readers
// name the place.
import { Anchor, Breadcrumbs, Text } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import css from "./page.module.css";

export interface Crumb {
  label: string;
  to?: string;
}

interface PageHeadProps {
  title: string;
  crumbs?: Crumb[];
  /** Beside the title, as a count. */
  aside?: ReactNode;
  actions?: ReactNode;
}

export const PageHead = ({ title, crumbs = [], aside, actions }: PageHeadProps) => {
  useDocumentTitle(`${title} · Rapport`);
  return (
    <header className={css.head}>
      <Breadcrumbs
        separator="/"
        separatorMargin={6}
        className={css.crumbs}
        component="nav"
        aria-label="Breadcrumbs"
      >
        {crumbs.map((crumb) =>
          crumb.to ? (
            <Anchor key={crumb.label} component={Link} to={crumb.to} size="sm" c="dimmed">
              {crumb.label}
            </Anchor>
          ) : (
            <Text key={crumb.label} size="sm" c="dimmed">
              {crumb.label}
            </Text>
          ),
        )}
        <h1 className={css.title}>{title}</h1>
      </Breadcrumbs>
      {aside ? <div className={css.aside}>{aside}</div> : null}
      <div className={css.actions}>{actions}</div>
    </header>
  );
};

/** The readable middle column of settings and of Home. */
export const PageBody = ({ children, wide = false }: { children: ReactNode; wide?: boolean }) => (
  <div className={css.scroll}>
    <div className={wide ? css.bodyWide : css.body}>{children}</div>
  </div>
);
