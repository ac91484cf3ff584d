// The head that automations, their log and templates share.
import { Tabs } from "@mantine/core";
import { useLocation, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { PageHead } from "../../ui/page.tsx";
import css from "./automations.module.css";

const PLACES = [
  { to: "/automations", label: "Automations" },
  { to: "/automations/runs", label: "Log" },
  { to: "/automations/templates", label: "Templates" },
];

export const AutomationsHead = ({ actions }: { actions?: ReactNode }) => {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const here = PLACES.find(({ to }) => pathname === to)?.to ?? "/automations";
  const label = PLACES.find(({ to }) => to === here)?.label ?? "Automations";
  return (
    <>
      <PageHead
        title={label}
        crumbs={here === "/automations" ? [] : [{ label: "Automations", to: "/automations" }]}
        actions={actions}
      />
      <Tabs
        className={css.tabs}
        value={here}
        onChange={(to) => {
          if (to) void navigate({ to });
        }}
      >
        <Tabs.List aria-label="Automations">
          {PLACES.map((place) => (
            <Tabs.Tab key={place.to} value={place.to}>
              {place.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
    </>
  );
};
