// The inbox: list, conversation, customer. Everything has a key; the address says what is open, so that it survives a
// reload. On a phone one pane is shown at a time.
import { useDebouncedValue, useDocumentTitle } from "@mantine/hooks";
import type { ConversationFilter } from "@rapport/sdk";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { queryClient } from "../../platform/api.ts";
import { useKeys } from "../../ui/keys.ts";
import { EmptyState } from "../../ui/states.tsx";
import { useMe } from "../access/session.ts";
import { useDraft } from "../copilot/use-draft.ts";
import type { ComposerKind, Put } from "./composer.tsx";
import { Boxes, type ListedRow, Rows, SearchField } from "./conversation-list.tsx";
import css from "./inbox.module.css";
import type { InboxDialog } from "./inbox-dialogs.tsx";
import { InboxKeys } from "./inbox-keys.tsx";
import {
  conversationQuery,
  countsQuery,
  listQuery,
  prefetch,
  searchQuery,
  useChange,
  viewsQuery,
} from "./inbox-queries.ts";
import type { InboxSearch } from "./inbox-search.rules.ts";
import { boxFilters } from "./inbox-words.rules.ts";
import { OpenConversation, useToggle } from "./open-conversation.tsx";
import { SavedViews } from "./saved-views.tsx";
import { NewConversationButton, Starting, useMayStart } from "./start-buttons.tsx";

const searchAfterMs = 80;
const prefetched = 3;

const useFilter = ({ box, view }: InboxSearch): ConversationFilter => {
  const views = useQuery({ ...viewsQuery, enabled: view !== undefined });
  const saved = views.data?.find(({ id }) => id === view);
  return saved?.filter ?? boxFilters[box ?? "open"];
};

const useRows = (filter: ConversationFilter, q: string) => {
  const list = useInfiniteQuery({ ...listQuery(filter), enabled: q === "" });
  const hits = useQuery(searchQuery(q));
  const isSearch = q !== "";
  const listed = list.data?.pages.flatMap((page) => page.data) ?? [];
  const rows: ListedRow[] = isSearch
    ? (hits.data ?? []).map(({ conversation, excerpt }) => ({ one: conversation, excerpt }))
    : listed.map((one) => ({ one, excerpt: null }));
  return {
    rows,
    isSearch,
    isPending: isSearch ? hits.isPending : list.isPending,
    /** What is shown is still of what was asked before. */
    isOld: isSearch ? hits.isPlaceholderData : list.isPlaceholderData,
    error: isSearch ? hits.error : list.error,
    retry: () => void (isSearch ? hits.refetch() : list.refetch()),
    more: () => {
      if (!isSearch && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
    },
  };
};

export const InboxScreen = () => {
  useDocumentTitle("Inbox · Rapport");
  const search: InboxSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const me = useMe();
  const filter = useFilter(search);
  const [typed, setTyped] = useState(search.q ?? "");
  const [q] = useDebouncedValue(typed.trim(), searchAfterMs);
  const listing = useRows(filter, q);
  const { rows } = listing;
  const counts = useQuery(countsQuery).data;
  const [kind, setKind] = useState<ComposerKind>("reply");
  const [menu, setMenu] = useState<"assign" | "snooze" | null>(null);
  const [dialog, setDialog] = useState<InboxDialog | null>(null);
  const [isHelp, setIsHelp] = useState(false);
  const mayStart = useMayStart();
  const [isStarting, setIsStarting] = useState(false);
  const [isDetails, setIsDetails] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const put = useRef<Put>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const change = useChange();
  const toggle = useToggle();
  const openId = search.c ?? null;
  const drafting = useDraft(openId);

  const go = (next: InboxSearch, replace = false): void =>
    void navigate({ to: "/inbox", search: next, replace });
  const open = (id: string | null, replace = false): void => {
    const { c: _closed, ...rest } = search;
    go(id === null ? rest : { ...rest, c: id }, replace);
  };
  const at = rows.findIndex(({ one }) => one.id === openId);
  const step = (by: number): void => {
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (!next) return;
    open(next.one.id, true);
    const row = document.getElementById(`conversation-${next.one.id}`);
    row?.scrollIntoView({ block: "nearest" });
    // Who is in the list stays in it.
    if (row?.closest("ul")?.contains(document.activeElement)) row.focus({ preventScroll: true });
    if (at + by > rows.length - 10) listing.more();
  };
  const onNext = (): void => {
    const next = rows[at + 1] ?? rows[at - 1];
    open(at < 0 || !next ? null : next.one.id, true);
  };
  const write = (what: ComposerKind): void => {
    // Drawn and focused before the next key: what is typed at once is text, and closes or assigns nothing.
    flushSync(() => setKind(what));
    field.current?.focus();
  };
  const useDrafted = (): boolean => {
    const text = drafting.use();
    if (text === null) return false;
    write("reply");
    setTimeout(() => put.current?.text(text), 0);
    return true;
  };
  const reject = (): boolean => {
    if (drafting.draft === null) return false;
    drafting.reject();
    return true;
  };

  const following = rows.slice(at + 1, at + 1 + prefetched).map(({ one }) => one.id);
  const followingKey = following.join();
  useEffect(() => prefetch(followingKey === "" ? [] : followingKey.split(",")), [followingKey]);

  const opened = () =>
    openId === null ? undefined : queryClient.getQueryData(conversationQuery(openId).queryKey);
  const whenOpen = (act: () => void) => () => (openId === null ? false : act());
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    r: whenOpen(() => write("reply")),
    n: whenOpen(() => write("note")),
    v: () => (put.current === null ? false : put.current.voice()),
    d: whenOpen(() => (opened()?.mayChange ? drafting.ask() : false)),
    u: useDrafted,
    x: reject,
    c: whenOpen(() => setIsDetails(true)),
    e: whenOpen(() => {
      const one = opened();
      if (!one?.mayChange) return;
      toggle(one);
      if (one.state !== "closed") onNext();
    }),
    s: whenOpen(() => setMenu("snooze")),
    a: whenOpen(() => setMenu("assign")),
    m: whenOpen(() => setDialog("merge")),
    l: whenOpen(() => setDialog("link")),
    i: whenOpen(() => {
      if (openId === null || me.member === null) return;
      change.mutate({ id: openId, change: { assigneeId: me.member.id }, done: "It is yours now." });
    }),
    w: () => (mayStart ? setIsStarting(true) : false),
    "/": () => searchField.current?.focus(),
    "?": () => setIsHelp(true),
    Escape: whenOpen(() => open(null)),
  });

  return (
    <div className={css.inbox} data-open={openId !== null || undefined}>
      <section className={css.left} aria-label="Inbox">
        {openId === null ? <h1 className="r-visually-hidden">Inbox</h1> : null}
        <div className={css.leftHead}>
          <SearchField value={typed} onChange={setTyped} fieldRef={searchField} />
          <SavedViews
            current={search.view ?? null}
            filter={filter}
            onView={(view) => go({ view })}
          />
          {mayStart ? <NewConversationButton onOpen={() => setIsStarting(true)} /> : null}
        </div>
        <Boxes
          box={search.view ? null : (search.box ?? "open")}
          counts={counts}
          onBox={(box) => go({ box })}
        />
        <Rows
          rows={rows}
          openId={openId}
          isPending={listing.isPending}
          isBusy={typed.trim() !== q || listing.isPending || listing.isOld}
          error={listing.error}
          isSearch={listing.isSearch}
          onRetry={listing.retry}
          onOpen={(id) => open(id)}
          onEnd={listing.more}
        />
      </section>
      {openId === null ? (
        <main className={css.middle} aria-label="Conversation">
          <EmptyState title="No conversation is open">
            Choose one, or press j. All keys: ?
          </EmptyState>
        </main>
      ) : (
        <OpenConversation
          id={openId}
          parts={{
            ...{ kind, menu, dialog, onNext, onDialog: setDialog },
            onKind: setKind,
            onMenu: setMenu,
            ...{ drafting, isDetails, onDetails: setIsDetails, onUse: useDrafted },
            fieldRef: field,
            putRef: put,
            onBack: () => open(null),
          }}
        />
      )}
      <InboxKeys opened={isHelp} mayStart={mayStart} onClose={() => setIsHelp(false)} />
      <Starting opened={isStarting} onClose={() => setIsStarting(false)} />
    </div>
  );
};
