// People to write to, by a part of a name or an address; with the addresses that the member may see.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../../platform/api.ts";
import { fitsWords } from "../../ui/fits-words.rules.ts";

const typingMs = 150;
const mostOffered = 6;

export interface FoundPerson {
  id: string;
  title: string;
  email: string | null;
  phone: string | null;
}

const find = async (q: string, signal: AbortSignal): Promise<FoundPerson[]> => {
  const hits = await api.search({ q, objects: ["people"], limit: mostOffered }, { signal });
  const ids = hits.map(({ id }) => id);
  if (ids.length === 0) return [];
  const page = await api
    .records("people")
    .list({ filter: { id: { in: ids } }, limit: mostOffered }, { signal });
  const byId = new Map(page.data.map((person) => [person.id, person]));
  return hits.flatMap(({ id, title }) => {
    const person = byId.get(id);
    return person ? [{ id, title, email: person.email || null, phone: person.phone || null }] : [];
  });
};

const isLong = (text: string): boolean => text.trim().length >= 2;

export const usePeopleFound = (typed: string): FoundPerson[] => {
  const [settled] = useDebouncedValue(typed.trim(), typingMs);
  const found = useQuery({
    queryKey: ["people-to-write-to", settled],
    queryFn: ({ signal }) => find(settled, signal),
    enabled: isLong(settled),
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
  if (!isLong(typed) || !found.data) return [];
  const isOld = found.isPlaceholderData || settled !== typed.trim();
  // What was found for fewer letters stays where it fits: Enter must not choose what was not meant.
  const fits = ({ title, email, phone }: FoundPerson): boolean =>
    fitsWords([title, email, phone].join(" "), typed);
  return isOld ? found.data.filter(fits) : found.data;
};
