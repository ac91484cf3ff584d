// Settings: the list of places on the left (a select on narrow screens), the place beside it.
import { NavLink } from "@mantine/core";
import type { SettingsPermission } from "@rapport/contracts";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { Suspense } from "react";
import { useMe } from "../rooms/access/session.ts";
import { PageHead } from "../ui/page.tsx";
import { Select } from "../ui/select.tsx";
import { SkeletonLines } from "../ui/states.tsx";
import css from "./settings.module.css";

interface Place {
  to: string;
  label: string;
  needs?: SettingsPermission;
}

const GROUPS: { title: string; places: Place[] }[] = [
  {
    title: "You",
    places: [
      { to: "/settings/profile", label: "Profile" },
      { to: "/settings/security", label: "Security" },
      { to: "/settings/notifications", label: "Notifications" },
    ],
  },
  {
    title: "People",
    places: [
      { to: "/settings/workspace", label: "Workspace" },
      { to: "/settings/members", label: "Members" },
      { to: "/settings/teams", label: "Teams" },
      { to: "/settings/roles", label: "Roles", needs: "roles.manage" },
      { to: "/settings/sign-in", label: "Sign-in", needs: "workspace.manage" },
      { to: "/settings/single-sign-on", label: "Single sign-on", needs: "workspace.manage" },
      { to: "/settings/api-keys", label: "API keys", needs: "api-keys.manage" },
    ],
  },
  {
    title: "Data",
    places: [
      { to: "/settings/objects", label: "Objects and fields", needs: "schema.manage" },
      { to: "/settings/pipelines", label: "Pipelines", needs: "schema.manage" },
      { to: "/settings/quotes", label: "Quotes" },
      { to: "/settings/ai-models", label: "AI models", needs: "ai.manage" },
      { to: "/settings/bot", label: "Bot", needs: "ai.manage" },
      { to: "/settings/channels", label: "Channels", needs: "channels.manage" },
      { to: "/settings/nps", label: "Surveys", needs: "channels.manage" },
      { to: "/settings/webhooks", label: "Webhooks", needs: "webhooks.manage" },
      { to: "/settings/events", label: "Events", needs: "events.manage" },
      { to: "/settings/streams", label: "Kafka and NATS", needs: "events.manage" },
      { to: "/settings/trash", label: "Trash" },
    ],
  },
  {
    title: "Governance",
    places: [
      { to: "/settings/consent", label: "Consent" },
      { to: "/settings/audit", label: "Audit log", needs: "audit.read" },
    ],
  },
];

const useGroups = () => {
  const held = useMe().permissions.settings;
  return GROUPS.map((group) => ({
    ...group,
    places: group.places.filter((place) => !place.needs || held.includes(place.needs)),
  })).filter((group) => group.places.length > 0);
};

export const SettingsFrame = () => {
  const groups = useGroups();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const places = groups.flatMap((group) => group.places);
  const here = places.find((place) => pathname.startsWith(place.to));
  return (
    <>
      <PageHead
        title={here?.label ?? "Settings"}
        crumbs={[{ label: "Settings", to: "/settings" }]}
      />
      <div className={css.frame}>
        <nav className={css.nav} aria-label="Settings">
          {groups.map((group) => (
            <div key={group.title} className={css.group}>
              <p className={css.groupTitle}>{group.title}</p>
              {group.places.map((place) => (
                <NavLink
                  key={place.to}
                  component={Link}
                  to={place.to}
                  label={place.label}
                  active={place === here}
                  aria-current={place === here ? "page" : undefined}
                  className={css.link}
                />
              ))}
            </div>
          ))}
        </nav>
        <div className={css.select}>
          <Select
            aria-label="Settings"
            allowDeselect={false}
            data={places.map((place) => ({ value: place.to, label: place.label }))}
            value={here?.to ?? null}
            onChange={(to) => to && void navigate({ to })}
          />
        </div>
        <div className={css.body}>
          <Suspense fallback={<SkeletonLines />}>
            <Outlet />
          </Suspense>
        </div>
      </div>
    </>
  );
};
