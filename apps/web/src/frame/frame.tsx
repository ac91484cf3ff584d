// The frame around every signed-in screen: rail on the left (a drawer on narrow screens), the screen beside it,
// command palette and key help over it. Focus moves to the screen after each navigation.
import { ActionIcon, Drawer } from "@mantine/core";
import { useDisclosure, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useDeferredValue, useEffect, useRef } from "react";
import { forgetEverything, onSessionEnded } from "../platform/api.ts";
import { notePalette } from "../rooms/home/home-queries.ts";
import { useLiveUpdates } from "../rooms/live/live-updates.ts";
import { Bell } from "../rooms/notifications/bell.tsx";
import { ConflictDialog } from "../rooms/records/conflict-dialog.tsx";
import { IconMenu2, IconSearch } from "../ui/icons.ts";
import { type KeyMap, useFrameKeys } from "../ui/keys.ts";
import { SkeletonLines } from "../ui/states.tsx";
import css from "./frame.module.css";
import { KeysHelp } from "./keys-help.tsx";
import { OfflineBar } from "./offline-bar.tsx";
import { Rail } from "./rail.tsx";

const CommandPalette = lazy(async () => {
  const module = await import("../rooms/search/command-palette.tsx");
  return { default: module.CommandPalette };
});

const PLACES: Record<string, string> = {
  "g h": "/",
  "g p": "/o/people",
  "g c": "/o/companies",
  "g d": "/o/deals",
  "g t": "/o/tickets",
  "g k": "/o/tasks",
  "g r": "/reports",
  "g i": "/imports",
  "g n": "/notifications",
  "g s": "/settings",
};

/** Sends to sign-in when the session is over, with the way back. */
const useEndedSession = (): void => {
  const navigate = useNavigate();
  useEffect(
    () =>
      onSessionEnded(() => {
        const next = window.location.pathname + window.location.search;
        forgetEverything();
        void navigate({ to: "/sign-in", search: { next, ended: true } });
      }),
    [navigate],
  );
};

const useFocusOnNavigation = () => {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is the signal, not an input
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
};

/** The first screen, after the frame and piece by piece: the browser gets its turns in between, for clicks and keys. */
const Screen = () => (useDeferredValue(true, false) ? <Outlet /> : <SkeletonLines />);

export const Frame = () => {
  const navigate = useNavigate();
  const main = useFocusOnNavigation();
  const narrow = useMediaQuery("(max-width: 760px)", false, { getInitialValueInEffect: false });
  const [folded, setFolded] = useLocalStorage({ key: "rapport.rail.folded", defaultValue: false });
  const [drawer, drawerActs] = useDisclosure(false);
  const [palette, paletteActs] = useDisclosure(false);
  const [help, helpActs] = useDisclosure(false);
  const { pathname } = useLocation();
  useEndedSession();
  useLiveUpdates();

  const openPalette = (): void => {
    paletteActs.open();
    notePalette();
  };
  const go = Object.fromEntries(
    Object.entries(PLACES).map(([keys, to]) => [keys, () => void navigate({ to })]),
  );
  const keys: KeyMap = {
    "mod+k": openPalette,
    "/": openPalette,
    "?": () => helpActs.open(),
    "[": () => setFolded((now) => !now),
    ...go,
  };
  useFrameKeys(keys);

  // biome-ignore lint/correctness/useExhaustiveDependencies: close whenever the place changes
  useEffect(() => drawerActs.close(), [pathname]);

  const rail = (
    <Rail
      folded={folded && !narrow}
      onFold={() => setFolded((now) => !now)}
      onSearch={() => {
        drawerActs.close();
        paletteActs.open();
      }}
      onHelp={() => {
        drawerActs.close();
        helpActs.open();
      }}
    />
  );

  return (
    <div className={css.frame} data-folded={folded || undefined}>
      <a className="r-skip" href="#main">
        Skip to content
      </a>
      {narrow ? (
        <>
          <div className={css.topbar}>
            <ActionIcon aria-label="Open navigation" onClick={drawerActs.open}>
              <IconMenu2 size={18} />
            </ActionIcon>
            <span className={css.brand}>Rapport</span>
            <Bell className={css.topBell} bare />
            <ActionIcon aria-label="Search and commands" onClick={paletteActs.open}>
              <IconSearch size={18} />
            </ActionIcon>
          </div>
          <Drawer
            opened={drawer}
            onClose={drawerActs.close}
            size={260}
            padding={0}
            withCloseButton={false}
            attributes={{ content: { "aria-label": "Navigation" } }}
            classNames={{ body: css.drawerBody, content: css.drawerContent }}
          >
            {rail}
          </Drawer>
        </>
      ) : (
        rail
      )}
      <main id="main" ref={main} tabIndex={-1} className={css.main}>
        <OfflineBar />
        <Suspense fallback={<SkeletonLines />}>
          <Screen />
        </Suspense>
      </main>
      {palette ? (
        <Suspense fallback={null}>
          <CommandPalette onClose={paletteActs.close} onHelp={helpActs.open} />
        </Suspense>
      ) : null}
      <ConflictDialog />
      <KeysHelp opened={help} onClose={helpActs.close} />
    </div>
  );
};
