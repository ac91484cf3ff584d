// Events: what comes in now, what could not be taken, which names there are, and where they come from.
import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { SettingsPage } from "../../ui/settings.tsx";
import { NoRight } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { DeadLetters } from "./dead-letters.tsx";
import { Enrichment } from "./enrichment.tsx";
import { EventNames } from "./event-names.tsx";
import css from "./events.module.css";
import { LiveTail } from "./live-tail.tsx";
import { EVENT_TABS } from "./search-params.rules.ts";
import { Sources } from "./sources.tsx";

const route = getRouteApi("/app/settings/events");

const PANELS = {
  live: { title: "Live", Panel: LiveTail },
  letters: { title: "Not taken", Panel: DeadLetters },
  names: { title: "Names and schemas", Panel: EventNames },
  sources: { title: "Sources", Panel: Sources },
  enrichment: { title: "Enrichment", Panel: Enrichment },
} as const;

/** Where the bar is narrower than its tabs, the open one is in it. */
const showTab = (tab: HTMLButtonElement | null): void =>
  tab?.scrollIntoView({ inline: "nearest", block: "nearest" });

export const EventsScreen = () => {
  const { tab = "live" } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay("events.manage");
  if (!may) return <NoRight>An admin can see events, or give your role the right.</NoRight>;
  return (
    <SettingsPage
      wide
      title="Events"
      lead="What people and companies do in your product, website or app. Programs send it with Segment’s own libraries."
    >
      <Tabs
        value={tab}
        onChange={(next) => {
          const chosen = EVENT_TABS.find((one) => one === next);
          void navigate({ search: chosen && chosen !== "live" ? { tab: chosen } : {} });
        }}
      >
        <Tabs.List mb={12} className={css.tabs}>
          {EVENT_TABS.map((key) => (
            <Tabs.Tab key={key} value={key} ref={tab === key ? showTab : undefined}>
              {PANELS[key].title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {EVENT_TABS.map((key) => {
          const { Panel } = PANELS[key];
          return (
            <Tabs.Panel key={key} value={key}>
              {tab === key ? <Panel /> : null}
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </SettingsPage>
  );
};
