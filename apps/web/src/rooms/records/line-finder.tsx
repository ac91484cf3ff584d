// Finds what to add to a deal: a product by typing part of its name or code, or whatever was typed as it is.
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { Select } from "../../ui/select.tsx";
import { titleOf, useObjectType } from "./schema.ts";

const TYPING_MS = 150;
const OFFERED = 8;
const BY_HAND = "by-hand";

interface LineFinderProps {
  onProduct: (id: string) => void;
  onName: (name: string) => void;
}

interface Choice {
  value: string;
  label: string;
}

/** Null: not known yet. */
const useProducts = (typed: string): Choice[] | null => {
  const type = useObjectType("products");
  const found = useQuery({
    queryKey: ["pick-product", typed],
    enabled: type !== undefined,
    staleTime: 30_000,
    queryFn: async ({ signal }): Promise<Choice[]> => {
      if (typed === "") {
        const query = { limit: OFFERED, filter: { active: true }, sort: "name" };
        const { data } = await api.records("products").list(query, { signal });
        return data.map((one) => ({
          value: one.id,
          label: [titleOf(type, one), one.code].filter(Boolean).join(" · "),
        }));
      }
      const hits = await api.search(
        { q: typed, objects: ["products"], limit: OFFERED },
        { signal },
      );
      return hits.map((hit) => ({
        value: hit.id,
        label: [hit.title, hit.subtitle].filter(Boolean).join(" · "),
      }));
    },
  });
  return found.data ?? null;
};

export const LineFinder = ({ onProduct, onName }: LineFinderProps) => {
  const [typed, setTyped] = useState("");
  const [settled] = useDebouncedValue(typed.trim(), TYPING_MS);
  const found = useProducts(settled);
  const own = typed.trim();
  const byHand = own === "" ? [] : [{ value: BY_HAND, label: `Add “${own}” without a product` }];
  // A list that changes under the pointer, or under Enter, chooses what nobody meant.
  const isSettled = own === settled && found !== null;
  return (
    <Select
      size="sm"
      searchable
      // Focus comes back to it after each line: what was added is not covered then.
      openOnFocus={false}
      aria-label="Add a product or service"
      placeholder="Add a product or service"
      nothingFoundMessage={isSettled ? "Type a name to add a line by hand" : "Searching…"}
      data={isSettled ? [...found, ...byHand] : []}
      filter={({ options }) => options}
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(value) => {
        setTyped("");
        if (value === BY_HAND) onName(own);
        else if (value !== null) onProduct(value);
      }}
    />
  );
};
