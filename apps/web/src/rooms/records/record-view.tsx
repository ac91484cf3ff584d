// A record told whole: facts on one side, timeline, related records and history on the other. The panel beside a list
// and the page of its own share it.
import { Tabs } from "@mantine/core";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import { lazy, Suspense } from "react";
import { SkeletonLines } from "../../ui/states.tsx";
import { NextActions } from "../actions/next-actions.tsx";
import { RecordFiles } from "../attachments/record-files.tsx";
import { DuplicateHint } from "../duplicates/duplicate-hint.tsx";
import { ChangedNote } from "../live/changed-note.tsx";
import { ScorePanel } from "../models/score-panel.tsx";
import { History } from "./history.tsx";
import css from "./record.module.css";
import { RecordFacts } from "./record-facts.tsx";
import { Related } from "./related.tsx";
import type { RecordTab } from "./search-params.rules.ts";
import { Requester } from "./ticket-bar.tsx";
import { Timeline } from "./timeline.tsx";

// Tabs that are not open at first come when they are opened.
const DealItems = lazy(async () => ({ default: (await import("./deal-items.tsx")).DealItems }));
const RecordEvents = lazy(async () => ({
  default: (await import("../events/record-events.tsx")).RecordEvents,
}));
const PersonConsentPanel = lazy(async () => ({
  default: (await import("../consent/person-consent.tsx")).PersonConsentPanel,
}));

interface RecordTabsProps {
  object: SchemaObject;
  record: RapportRecord;
  tab: RecordTab;
  onTab: (tab: RecordTab) => void;
}

const hasEvents = (key: string): key is "people" | "companies" =>
  key === "people" || key === "companies";

export const RecordTabs = ({ object, record, tab, onTab }: RecordTabsProps) => (
  <Tabs
    value={tab}
    onChange={(next) => next && onTab(next as RecordTab)}
    keepMounted={false}
    classNames={{ panel: css.tabPanel, list: css.tabList }}
  >
    <Tabs.List>
      <Tabs.Tab value="timeline">Timeline</Tabs.Tab>
      {object.key === "deals" ? <Tabs.Tab value="items">Items and quotes</Tabs.Tab> : null}
      <Tabs.Tab value="files">Files</Tabs.Tab>
      <Tabs.Tab value="related">Related</Tabs.Tab>
      {hasEvents(object.key) ? <Tabs.Tab value="events">Events</Tabs.Tab> : null}
      {object.key === "people" ? <Tabs.Tab value="consent">Consent</Tabs.Tab> : null}
      <Tabs.Tab value="history">History</Tabs.Tab>
    </Tabs.List>
    <Tabs.Panel value="timeline">
      <Timeline object={object} recordId={record.id} />
    </Tabs.Panel>
    {object.key === "deals" ? (
      <Tabs.Panel value="items">
        <Suspense fallback={<SkeletonLines />}>
          <DealItems deal={record} />
        </Suspense>
      </Tabs.Panel>
    ) : null}
    <Tabs.Panel value="files">
      <RecordFiles object={object.key} recordId={record.id} mayChange={object.can.update} />
    </Tabs.Panel>
    <Tabs.Panel value="related">
      <Related object={object} record={record} />
    </Tabs.Panel>
    {hasEvents(object.key) ? (
      <Tabs.Panel value="events">
        <Suspense fallback={<SkeletonLines />}>
          <RecordEvents object={object.key} id={record.id} />
        </Suspense>
      </Tabs.Panel>
    ) : null}
    {object.key === "people" ? (
      <Tabs.Panel value="consent">
        <Suspense fallback={<SkeletonLines />}>
          <PersonConsentPanel personId={record.id} />
        </Suspense>
      </Tabs.Panel>
    ) : null}
    <Tabs.Panel value="history">
      <History object={object} recordId={record.id} />
    </Tabs.Panel>
  </Tabs>
);

/** One column: for the panel. */
export const RecordStack = (props: RecordTabsProps) => (
  <div className={css.stack}>
    <DuplicateHint object={props.object} record={props.record} />
    <ChangedNote id={props.record.id} />
    <NextActions object={props.object.key} id={props.record.id} />
    <ScorePanel object={props.object.key} id={props.record.id} />
    <RecordFacts object={props.object} record={props.record} />
    <RecordTabs {...props} />
  </div>
);

/** Two columns: for the page. */
export const RecordColumns = (props: RecordTabsProps) => (
  <div className={css.columns}>
    <aside className={css.factsColumn}>
      <ChangedNote id={props.record.id} />
      <NextActions object={props.object.key} id={props.record.id} />
      <ScorePanel object={props.object.key} id={props.record.id} />
      <RecordFacts object={props.object} record={props.record} />
      {props.object.key === "tickets" ? (
        <Requester object={props.object} ticket={props.record} />
      ) : null}
    </aside>
    <div className={css.storyColumn}>
      <DuplicateHint object={props.object} record={props.record} />
      <RecordTabs {...props} />
    </div>
  </div>
);
