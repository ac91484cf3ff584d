// Groups that records fall into by themselves, to begin a segment with.
import { Button } from "@mantine/core";
import type { SegmentDefinition } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FormError, SkeletonLines } from "../../ui/states.tsx";
import css from "../features/features.module.css";
import { suggestionsQuery } from "./segment-queries.ts";

interface SuggestionsProps {
  entity: SegmentDefinition["entity"];
  onUse: (definition: SegmentDefinition) => void;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const Groups = ({ entity, onUse }: SuggestionsProps) => {
  const groups = useQuery(suggestionsQuery(entity));
  if (groups.isPending) return <SkeletonLines lines={3} />;
  if (!groups.data) return <FormError error={groups.error} />;
  if (groups.data.length === 0)
    return <p className={css.muted}>The records show no groups that would be worth a name.</p>;
  return (
    <ul className={css.bars}>
      {groups.data.map(({ definition, sentence, size, outOf, captured, precise }) => (
        <li key={sentence} className={css.suggestion}>
          <span>
            {sentence}{" "}
            <span className={css.muted}>
              A group of {size} among {outOf}. These rules find {percent(captured)} of it;{" "}
              {percent(precise)} of those they find belong to it.
            </span>
          </span>
          <Button variant="default" size="compact-sm" onClick={() => onUse(definition)}>
            Use these rules
          </Button>
        </li>
      ))}
    </ul>
  );
};

export const Suggestions = (props: SuggestionsProps) => {
  const [isAsked, setAsked] = useState(false);
  if (isAsked) return <Groups {...props} />;
  return (
    <Button variant="subtle" size="compact-sm" onClick={() => setAsked(true)}>
      Suggest groups
    </Button>
  );
};
