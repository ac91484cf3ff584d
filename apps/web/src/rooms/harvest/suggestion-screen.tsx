// One suggested page: what was asked and what settled it, to be edited and published, or dismissed; then the next one.
import { Alert, Button, Group, Textarea, TextInput } from "@mantine/core";
import type { PageSuggestion, SuggestionPublish } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import columns from "../../ui/columns.module.css";
import { useKeys } from "../../ui/keys.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { Select } from "../../ui/select.tsx";
import { ErrorState, FormError, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { overviewQuery } from "../knowledge/knowledge-queries.ts";
import css from "./harvest.module.css";
import { suggestionQuery, suggestionsQuery, useDismiss, usePublish } from "./harvest-queries.ts";
import { answeredWords, needWords, neighbours } from "./harvest-words.rules.ts";
import { Origins } from "./origins.tsx";

const crumbs = [
  { label: "Knowledge", to: "/knowledge" },
  { label: "Suggested pages", to: "/knowledge/suggestions" },
];
const readers = [
  { value: "members", label: "All members" },
  { value: "public", label: "Customers too" },
];
const usualSource = "Closed tickets";
const marked = /\[(?:name|e-mail|phone|number)\]/g;

type Draft = Required<Pick<SuggestionPublish, "title" | "body" | "readers" | "source">>;

const MarkNote = ({ body }: { body: string }) => {
  const count = body.match(marked)?.length ?? 0;
  if (count === 0) return null;
  const places = count === 1 ? "1 place stands" : `${count} places stand`;
  return (
    <Alert color="yellow" variant="light" role="status">
      {places} for personal data that was taken out, such as [name]. Reword them before you publish.
    </Alert>
  );
};

interface FieldsProps {
  draft: Draft;
  onChange(part: Partial<Draft>): void;
}

const Fields = ({ draft, onChange }: FieldsProps) => {
  const overview = useQuery(overviewQuery);
  const names = overview.data?.sources.map(({ name }) => name) ?? [];
  const sources = [...new Set([usualSource, ...names])];
  return (
    <>
      <TextInput
        label="Title"
        description="The question as customers ask it."
        required
        maxLength={200}
        value={draft.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <Textarea
        label="Text"
        description="What the page says. Customers' names and numbers do not belong here."
        required
        autosize
        minRows={10}
        maxRows={30}
        maxLength={200_000}
        value={draft.body}
        onChange={(event) => onChange({ body: event.currentTarget.value })}
      />
      <MarkNote body={draft.body} />
      <div className={columns.pair}>
        <Select
          label="Who may read"
          data={readers}
          allowDeselect={false}
          value={draft.readers[0] ?? "members"}
          onChange={(value) => value && onChange({ readers: [value] })}
        />
        <Select
          label="Source"
          data={sources}
          allowDeselect={false}
          value={draft.source}
          onChange={(value) => value && onChange({ source: value })}
        />
      </div>
    </>
  );
};

const Side = ({ one, onUse }: { one: PageSuggestion; onUse(text: string): void }) => (
  <aside className={css.side} aria-label="Where it comes from">
    <section aria-label="What was asked">
      <h2>What was asked</h2>
      <p className={columns.muted}>
        {needWords(one)}. A customer's words; names, addresses and numbers are taken out.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keyboard too */}
      <blockquote className={css.said} tabIndex={0}>
        {one.question}
      </blockquote>
    </section>
    <section aria-label="Your pages">
      <h2>Your pages</h2>
      <p className={columns.muted}>
        {answeredWords(one)}.{" "}
        {one.nearest ? (
          <>
            Nearest to it:{" "}
            <Link to="/knowledge/$id" params={{ id: one.nearest.id }}>
              {one.nearest.name}
            </Link>
          </>
        ) : null}
      </p>
    </section>
    <section aria-label="Came from">
      <h2>Came from</h2>
      <Origins origins={one.origins} />
    </section>
    {one.otherAnswers.length > 0 ? (
      <section aria-label="Other answers to it">
        <h2>Other answers to it</h2>
        {one.otherAnswers.map((text, at) => (
          <div key={text}>
            <blockquote className={css.said}>{text}</blockquote>
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={`Add answer ${at + 1} to the text`}
              onClick={() => onUse(text)}
            >
              Add to the text
            </Button>
          </div>
        ))}
      </section>
    ) : null}
  </aside>
);

/** On to the one that comes after it in the list. */
const useOnward = (id: string) => {
  const navigate = useNavigate();
  const list = useQuery(suggestionsQuery("open"));
  const ids = list.data?.data.map((one) => one.id) ?? [];
  const { before, after } = neighbours(ids, id);
  const go = (to: string | null) =>
    void (to === null
      ? navigate({ to: "/knowledge/suggestions" })
      : navigate({ to: "/knowledge/suggestions/$id", params: { id: to } }));
  return { before, after, go };
};

const Decide = ({ one }: { one: PageSuggestion }) => {
  const [draft, setDraft] = useState<Draft>({
    ...{ title: one.title, body: one.answer, readers: ["members"], source: usualSource },
  });
  const publish = usePublish(one.id);
  const dismiss = useDismiss();
  const { before, after, go } = useOnward(one.id);
  const isBusy = publish.isPending || dismiss.isPending;
  const isWhole = draft.title.trim() !== "" && draft.body.trim() !== "";
  const send = (state: "published" | "draft") => {
    if (isWhole && !isBusy) publish.mutate({ ...draft, state }, { onSuccess: () => go(after) });
  };
  const leave = () => {
    if (!isBusy) dismiss.mutate(one.id, { onSuccess: () => go(after) });
  };
  useKeys({
    "mod+Enter": () => send("published"),
    d: leave,
    j: () => after !== null && go(after),
    k: () => before !== null && go(before),
  });
  const add = (text: string) => setDraft({ ...draft, body: `${draft.body}\n\n${text}` });
  return (
    <div className={columns.columns}>
      <form
        className={columns.form}
        aria-label="Page to be"
        onSubmit={(event) => {
          event.preventDefault();
          send("published");
        }}
      >
        <Fields draft={draft} onChange={(part) => setDraft({ ...draft, ...part })} />
        <FormError error={publish.error} />
        <Group gap={8}>
          <Button type="submit" loading={publish.isPending} disabled={!isWhole}>
            Publish page
          </Button>
          <Button variant="default" disabled={isBusy || !isWhole} onClick={() => send("draft")}>
            Keep as draft
          </Button>
          <Button variant="subtle" color="gray" loading={dismiss.isPending} onClick={leave}>
            Dismiss
          </Button>
        </Group>
      </form>
      <Side one={one} onUse={add} />
    </div>
  );
};

const Decided = ({ one }: { one: PageSuggestion }) => (
  <div className={columns.columns}>
    <div>
      <p className={columns.muted}>
        {one.state === "published" ? "Published. " : "Dismissed: it is not suggested again. "}
        {one.pageId ? (
          <Link to="/knowledge/$id" params={{ id: one.pageId }}>
            Open the page
          </Link>
        ) : null}
      </p>
      <blockquote className={css.said}>{one.answer}</blockquote>
    </div>
    <Side one={{ ...one, otherAnswers: [] }} onUse={() => undefined} />
  </div>
);

export const SuggestionScreen = () => {
  const { id } = useParams({ strict: false }) as { id: string };
  const mayManage = useMay("knowledge.manage");
  const found = useQuery({ ...suggestionQuery(id), enabled: mayManage });
  if (!mayManage)
    return <NoRight>An admin can give your role the right to write knowledge.</NoRight>;
  return (
    <>
      <PageHead title={found.data?.title ?? "Suggested page"} crumbs={crumbs} />
      <PageBody wide>
        {found.isPending ? <SkeletonLines /> : null}
        {found.error ? (
          <ErrorState
            error={found.error}
            doing="load the suggestion"
            onRetry={() => void found.refetch()}
          />
        ) : null}
        {found.data?.state === "open" ? <Decide key={id} one={found.data} /> : null}
        {found.data && found.data.state !== "open" ? <Decided one={found.data} /> : null}
      </PageBody>
    </>
  );
};
