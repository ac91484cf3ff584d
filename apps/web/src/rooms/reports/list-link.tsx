// From a number to the records behind it.
import type { Filter } from "@rapport/sdk";
import { Link, useNavigate } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";

/** The address of the list, for links that are drawn by hand. */
export const listHref = (object: string, filter: Filter): string =>
  Object.keys(filter).length === 0
    ? `/o/${object}`
    : `/o/${object}?filter=${encodeURIComponent(JSON.stringify(filter))}`;

/** Follows such a link without loading the page anew. */
export const useFollow = () => {
  const navigate = useNavigate();
  return (event: MouseEvent, object: string, filter: Filter): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void navigate({ to: "/o/$object", params: { object }, search: { filter } });
  };
};

interface ListLinkProps {
  object: string;
  filter: Filter;
  children: ReactNode;
}

export const ListLink = ({ object, filter, children }: ListLinkProps) => (
  <Link to="/o/$object" params={{ object }} search={{ filter }} className="r-link">
    {children}
  </Link>
);
