// One page: read by those who may, written by those who manage knowledge, with a question to try beside it.
import { Button, Textarea, TextInput } from "@mantine/core";
import type { KnowledgePage, KnowledgePageInput } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import columns from "../../ui/columns.module.css";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { Select } from "../../ui/select.tsx";
import { ErrorState, FormError, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useDraftText } from "../../ui/use-draft-text.ts";
import { useMay, useMembers } from "../access/session.ts";
import { originsQuery } from "../harvest/harvest-queries.ts";
import { Origins } from "../harvest/origins.tsx";
import css from "./knowledge.module.css";
import { pageQuery, useChangePage, useCreatePage } from "./knowledge-queries.ts";
import { readersWords } from "./knowledge-words.rules.ts";
import { TryQuestion } from "./try-question.tsx";

const crumbs = [{ label: "Knowledge", to: "/knowledge" }];
const noRight = <NoRight>An admin can give your role the right to write knowledge.</NoRight>;

type Draft = Required<Pick<KnowledgePageInput, "title" | "body" | "state" | "readers">> &
  Pick<KnowledgePage, "reviewOn"> & { ownerId: string | null };

const emptyDraft: Draft = {
  ...{ title: "", body: "", state: "published", readers: ["public"] },
  ...{ reviewOn: null, ownerId: null },
};

const draftOf = ({ title, body, state, readers, reviewOn, owner }: KnowledgePage): Draft => ({
  ...{ title, body, state, readers, reviewOn },
  ownerId: owner?.id ?? null,
});

const states = [
  { value: "draft", label: "Draft: search does not know it" },
  { value: "published", label: "Published" },
  { value: "archived", label: "Archived: kept, but not found" },
];

interface EditorProps {
  first: Draft;
  isSaving: boolean;
  error: unknown;
  onSave(draft: Draft): void;
  onTyped?(draft: Draft): void;
}

const Editor = ({ first, isSaving, error, onSave, onTyped }: EditorProps) => {
  const [draft, setDraft] = useState(first);
  const members = useMembers();
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    onTyped?.(next);
  };
  const key = draft.readers.join(",");
  const readers = [
    { value: "public", label: "Customers too" },
    { value: "members", label: "All members" },
    ...(["public", "members"].includes(key)
      ? []
      : [{ value: key, label: readersWords(draft.readers) }]),
  ];
  return (
    <form
      className={columns.form}
      aria-label="Page"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(draft);
      }}
    >
      <TextInput
        label="Title"
        required
        maxLength={200}
        value={draft.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <Textarea
        label="Text"
        description="Markdown: # headings, - lists, | tables |. Passages are cut at headings."
        autosize
        minRows={14}
        maxRows={40}
        maxLength={200_000}
        value={draft.body}
        onChange={(event) => change({ body: event.currentTarget.value })}
      />
      <div className={columns.pair}>
        <Select
          label="State"
          data={states}
          allowDeselect={false}
          value={draft.state}
          onChange={(value) => value && change({ state: value as Draft["state"] })}
        />
        <Select
          label="Who may read"
          data={readers}
          allowDeselect={false}
          value={key}
          onChange={(value) => value && change({ readers: value.split(",") })}
        />
        <Select
          label="Owner"
          clearable
          clearButtonProps={{ "aria-label": "No owner" }}
          data={members.map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.ownerId}
          onChange={(ownerId) => change({ ownerId })}
        />
        <TextInput
          label="Review on"
          type="date"
          value={draft.reviewOn ?? ""}
          onChange={(event) => change({ reviewOn: event.currentTarget.value || null })}
        />
      </div>
      <FormError error={error} />
      <div>
        <Button type="submit" loading={isSaving} disabled={draft.title.trim() === ""}>
          Save
        </Button>
      </div>
    </form>
  );
};

/** No owner named: the one who writes becomes it. */
const inputOf = ({ ownerId, ...draft }: Draft) =>
  ownerId === null ? draft : { ...draft, ownerId };

export const NewPage = () => {
  const create = useCreatePage();
  const { title = "" } = useSearch({ strict: false }) as { title?: string };
  const navigate = useNavigate();
  // What is written outlives a wrong click and a reload, until it is saved.
  const body = useDraftText(`knowledge-new-${title}`);
  const heading = useDraftText(`knowledge-new-title-${title}`);
  if (!useMay("knowledge.manage")) return noRight;
  const keep = (draft: Pick<Draft, "title" | "body">): void => {
    body.setText(draft.body);
    heading.setText(draft.title);
  };
  const save = (draft: Draft) =>
    create.mutate(inputOf(draft), {
      onSuccess: ({ data }) => {
        keep({ title: "", body: "" });
        void navigate({ to: "/knowledge/$id", params: { id: data.id } });
      },
    });
  return (
    <>
      <PageHead title="New page" crumbs={crumbs} />
      <PageBody wide>
        <Editor
          first={{ ...emptyDraft, title: heading.text || title, body: body.text }}
          onTyped={keep}
          isSaving={create.isPending}
          error={create.error}
          onSave={save}
        />
      </PageBody>
    </>
  );
};

/** For pages that were made from closed tickets. */
const CameFrom = ({ page }: { page: KnowledgePage }) => {
  const origins = useQuery({ ...originsQuery(page.id), enabled: page.cameAs === "case" });
  if (!origins.data) return null;
  return (
    <section className={css.section} aria-label="Came from">
      <h2>Came from</h2>
      {origins.data.length === 0 ? (
        <p className={columns.muted}>Closed tickets that you may not read, or that are gone.</p>
      ) : (
        <Origins origins={origins.data} />
      )}
    </section>
  );
};

const Change = ({ page }: { page: KnowledgePage }) => {
  const change = useChangePage(page.id);
  return (
    <div className={columns.columns}>
      <Editor
        first={draftOf(page)}
        isSaving={change.isPending}
        error={change.error}
        onSave={(draft) => change.mutate(draft)}
      />
      <div>
        <CameFrom page={page} />
        <TryQuestion />
      </div>
    </div>
  );
};

export const PageScreen = () => {
  const { id } = useParams({ strict: false }) as { id: string };
  const page = useQuery(pageQuery(id));
  const mayManage = useMay("knowledge.manage");
  return (
    <>
      <PageHead title={page.data?.title ?? "Page"} crumbs={crumbs} />
      <PageBody wide>
        {page.isPending ? <SkeletonLines /> : null}
        {page.error ? (
          <ErrorState
            error={page.error}
            doing="load the page"
            onRetry={() => void page.refetch()}
          />
        ) : null}
        {page.data && mayManage ? (
          <Change key={`${page.data.id} ${page.data.version}`} page={page.data} />
        ) : null}
        {page.data && !mayManage ? <div className={css.body}>{page.data.body}</div> : null}
      </PageBody>
    </>
  );
};
