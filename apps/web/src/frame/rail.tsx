// The left rail: workspace, search, places, settings; at the bottom what the system is doing and who is signed in.
// Entries appear only when the member may read what is behind them.
import { ActionIcon, Tooltip, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMe } from "../rooms/access/session.ts";
import { Bell } from "../rooms/notifications/bell.tsx";
import { useSchema } from "../rooms/records/schema.ts";
import {
  IconBolt,
  IconBulb,
  IconChartBar,
  IconFileText,
  IconHome,
  IconInbox,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconNote,
  IconSearch,
  IconSettings,
  IconSparkles,
  IconStack2,
  IconUpload,
  IconUsers,
} from "../ui/icons.ts";
import css from "./frame.module.css";
import { ObjectIcon } from "./object-icon.tsx";
import { SystemStatus } from "./system-status.tsx";
import { UserMenu } from "./user-menu.tsx";

const HIDDEN_OBJECTS = new Set(["notes", "activities"]);

interface EntryProps {
  to: string;
  label: string;
  icon: ReactNode;
  folded: boolean;
  exact?: boolean;
}

const Entry = ({ to, label, icon, folded, exact = false }: EntryProps) => (
  <Tooltip label={label} position="right" disabled={!folded}>
    <Link
      to={to}
      className={css.entry}
      activeOptions={{ exact, includeSearch: false }}
      activeProps={{ "data-active": true, "aria-current": "page" }}
      aria-label={folded ? label : undefined}
    >
      {icon}
      {folded ? null : <span className="r-ellipsis">{label}</span>}
    </Link>
  </Tooltip>
);

interface RailProps {
  folded: boolean;
  onFold: () => void;
  onSearch: () => void;
  onHelp: () => void;
}

const WorkspaceHead = ({ folded, onFold }: Pick<RailProps, "folded" | "onFold">) => {
  const me = useMe();
  const label = folded ? "Unfold navigation" : "Fold navigation";
  return (
    <div className={css.workspace}>
      {folded ? null : (
        <>
          <span className={css.mark} aria-hidden="true">
            {me.workspace.name.slice(0, 1).toUpperCase()}
          </span>
          <span className={css.workspaceName} title={me.workspace.name}>
            {me.workspace.name}
          </span>
        </>
      )}
      <Tooltip label={`${label} ( [ )`} position="right">
        <ActionIcon aria-label={label} onClick={onFold} visibleFrom="sm">
          {folded ? (
            <IconLayoutSidebarLeftExpand size={16} />
          ) : (
            <IconLayoutSidebarLeftCollapse size={16} />
          )}
        </ActionIcon>
      </Tooltip>
    </div>
  );
};

const SearchEntry = ({ folded, onSearch }: Pick<RailProps, "folded" | "onSearch">) => (
  <Tooltip label="Search and commands (⌘K)" position="right" disabled={!folded}>
    <UnstyledButton
      className={css.search}
      onClick={onSearch}
      aria-label={folded ? "Search and commands" : undefined}
      aria-keyshortcuts="Meta+K Control+K"
    >
      <IconSearch size={15} aria-hidden="true" />
      {folded ? null : (
        <>
          <span>Search</span>
          <kbd className={css.kbd}>⌘K</kbd>
        </>
      )}
    </UnstyledButton>
  </Tooltip>
);

/** What Rapport learned and from what, for those who look after it. */
const Intelligence = ({ folded }: { folded: boolean }) => {
  const held = useMe().permissions.settings;
  const [hasModels, hasFeatures] = [
    held.includes("models.manage"),
    held.includes("features.manage"),
  ];
  if (!hasModels && !hasFeatures) return null;
  return (
    <>
      {folded ? <hr className={css.rule} /> : <p className={css.group}>Intelligence</p>}
      {hasModels ? (
        <Entry
          to="/models"
          label="Models"
          icon={<IconSparkles size={16} stroke={1.6} />}
          folded={folded}
        />
      ) : null}
      {hasModels ? (
        <Entry
          to="/actions"
          label="Actions"
          icon={<IconBulb size={16} stroke={1.6} />}
          folded={folded}
        />
      ) : null}
      {hasFeatures ? (
        <Entry
          to="/features"
          label="Features"
          icon={<IconStack2 size={16} stroke={1.6} />}
          folded={folded}
        />
      ) : null}
      {hasFeatures ? (
        <Entry
          to="/segments"
          label="Segments"
          icon={<IconUsers size={16} stroke={1.6} />}
          folded={folded}
        />
      ) : null}
    </>
  );
};

export const Rail = ({ folded, onFold, onSearch, onHelp }: RailProps) => {
  const objects = useSchema().filter((object) => !HIDDEN_OBJECTS.has(object.key));
  const custom = objects.filter((object) => object.custom);
  const held = useMe().permissions.settings;
  const isMember = useMe().member !== null;
  const entryOf = (object: { key: string; labelPlural: string }) => (
    <Entry
      key={object.key}
      to={`/o/${object.key}`}
      label={object.labelPlural}
      icon={<ObjectIcon object={object.key} />}
      folded={folded}
    />
  );
  return (
    <div className={css.rail} data-folded={folded || undefined}>
      <WorkspaceHead folded={folded} onFold={onFold} />
      <SearchEntry folded={folded} onSearch={onSearch} />
      <nav className={css.nav} aria-label="Main">
        <Entry
          to="/"
          exact
          label="Home"
          icon={<IconHome size={16} stroke={1.6} />}
          folded={folded}
        />
        {isMember ? <Bell className={css.entry} bare={folded} /> : null}
        <Entry
          to="/inbox"
          label="Inbox"
          icon={<IconInbox size={16} stroke={1.6} />}
          folded={folded}
        />
        {objects.filter((object) => !object.custom).map(entryOf)}
        {objects.some((object) => object.key === "deals") ? (
          <Entry
            to="/quotes"
            label="Quotes"
            icon={<IconFileText size={16} stroke={1.6} />}
            folded={folded}
          />
        ) : null}
        <Entry
          to="/reports"
          label="Reports"
          icon={<IconChartBar size={16} stroke={1.6} />}
          folded={folded}
        />
        <Entry
          to="/knowledge"
          label="Knowledge"
          icon={<IconNote size={16} stroke={1.6} />}
          folded={folded}
        />
        {custom.length > 0 && !folded ? <p className={css.group}>Custom objects</p> : null}
        {custom.length > 0 && folded ? <hr className={css.rule} /> : null}
        {custom.map(entryOf)}
        <Intelligence folded={folded} />
        {folded ? <hr className={css.rule} /> : <p className={css.group}>Workspace</p>}
        {held.includes("automations.manage") ? (
          <Entry
            to="/automations"
            label="Automations"
            icon={<IconBolt size={16} stroke={1.6} />}
            folded={folded}
          />
        ) : null}
        {held.includes("imports.run") ? (
          <Entry
            to="/imports"
            label="Imports"
            icon={<IconUpload size={16} stroke={1.6} />}
            folded={folded}
          />
        ) : null}
        <Entry
          to="/settings"
          label="Settings"
          icon={<IconSettings size={16} stroke={1.6} />}
          folded={folded}
        />
      </nav>
      <SystemStatus folded={folded} />
      <UserMenu folded={folded} onHelp={onHelp} />
    </div>
  );
};
