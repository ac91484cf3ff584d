// People or companies that may have been entered twice, the surest first, and what was merged before.
import { Button, SegmentedControl, Tabs } from "@mantine/core";
import type { DuplicateBand, MergeableObject, SchemaObject } from "@rapport/contracts";
import { getRouteApi } from "@tanstack/react-router";
import { useRef } from "react";
import { IconCheck } from "../../ui/icons.ts";
import { useKeys } from "../../ui/keys.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useObjectType } from "../records/schema.ts";
import { mergeable, usePairs } from "./duplicate-queries.ts";
import css from "./duplicates.module.css";
import { BANDS, bandWords } from "./merge.rules.ts";
import { MergedList } from "./merged-list.tsx";
import { PairRow } from "./pair-row.tsx";

const route = getRouteApi("/app/duplicates/$object");

interface PairsProps {
  object: SchemaObject;
  of: MergeableObject;
  band: DuplicateBand | undefined;
}

/** j and k go from pair to pair. */
const usePairKeys = () => {
  const list = useRef<HTMLOListElement>(null);
  const step = (by: number) => (): boolean => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>("[data-review]") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
    next?.focus();
    return next !== undefined;
  };
  useKeys({ j: step(1), k: step(-1) });
  return list;
};

const Pairs = ({ object, of, band }: PairsProps) => {
  const pairs = usePairs(of, band);
  const list = usePairKeys();
  const rows = pairs.data?.pages.flatMap((page) => page.data) ?? [];
  if (pairs.isPending) return <SkeletonLines lines={8} height={40} />;
  if (pairs.error && rows.length === 0)
    return (
      <ErrorState error={pairs.error} doing="load the pairs" onRetry={() => void pairs.refetch()} />
    );
  if (rows.length === 0) {
    return (
      <EmptyState icon={<IconCheck size={24} stroke={1.5} />} title="No duplicates found">
        {band
          ? "No pair is of this confidence. Look at all of them."
          : `Rapport compares ${object.labelPlural.toLowerCase()} by e-mail, phone, web domain and name as they change.`}
      </EmptyState>
    );
  }
  return (
    <>
      <ol ref={list} className={css.pairs} aria-label="Pairs that may be the same">
        {rows.map((pair) => (
          <PairRow key={pair.ids.join()} object={object} of={of} pair={pair} />
        ))}
      </ol>
      {pairs.hasNextPage ? (
        <Button
          mt={12}
          variant="default"
          loading={pairs.isFetchingNextPage}
          onClick={() => void pairs.fetchNextPage()}
        >
          Show more
        </Button>
      ) : null}
    </>
  );
};

const BandChoice = ({
  band,
  onChange,
}: {
  band: DuplicateBand | undefined;
  onChange: (band: DuplicateBand | undefined) => void;
}) => (
  <SegmentedControl
    size="xs"
    aria-label="How sure"
    value={band ?? "all"}
    onChange={(next) => onChange(next === "all" ? undefined : (next as DuplicateBand))}
    data={[
      { value: "all", label: "All" },
      ...BANDS.map((one) => ({ value: one, label: bandWords(one) })),
    ]}
  />
);

const Screen = ({ object, of }: { object: SchemaObject; of: MergeableObject }) => {
  const { tab = "pairs", band } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead
        title="Duplicates"
        crumbs={[{ label: object.labelPlural, to: `/o/${object.key}` }]}
      />
      <PageBody>
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(next) =>
            void navigate({ search: next === "merged" ? { tab: next } : {}, replace: true })
          }
        >
          <Tabs.List>
            <Tabs.Tab value="pairs">To look at</Tabs.Tab>
            <Tabs.Tab value="merged">Merged</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="pairs" pt={12}>
            <BandChoice
              band={band}
              onChange={(next) =>
                void navigate({ search: next ? { band: next } : {}, replace: true })
              }
            />
            <Pairs object={object} of={of} band={band} />
          </Tabs.Panel>
          <Tabs.Panel value="merged" pt={12}>
            <MergedList object={object} of={of} />
          </Tabs.Panel>
        </Tabs>
      </PageBody>
    </>
  );
};

export const DuplicatesScreen = () => {
  const { object: key } = route.useParams();
  const object = useObjectType(key);
  const of = mergeable(key);
  if (!object || !of) {
    return (
      <EmptyState title="There is nothing to compare here">
        Duplicates are looked for among people and companies that your role may see.
      </EmptyState>
    );
  }
  return <Screen key={key} object={object} of={of} />;
};
