// One page: read by those who may, written by those who manage knowledge, with a question to try beside it.
import { Button, Textarea, TextInput } from "@mantine/core";
import type { KnowledgePage } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import columns from "../../ui/columns.module.css";
import { dropText } from "../../ui/kept-text.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { Select } from "../../ui/select.tsx";
import { ErrorState, FormError, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { BehindNote, useDraft } from "../../ui/use-draft.tsx";
import { useDraftText } from "../../ui/use-draft-text.ts";
import { useMay, useMembers } from "../access/session.ts";
import { originsQuery } from "../harvest/harvest-queries.ts";
import { Origins } from "../harvest/origins.tsx";
import css from "./knowledge.module.css";
import { pageQuery, useChangePage, useCreatePage } from "./knowledge-queries.ts";
import { readersWords } from "./knowledge-words.rules.ts";
import {
  type Draft,
  draftFrom,
  newDraft,
  pageKind,
  saveOf,
  states,
  textOf,
} from "./page-draft.rules.ts";
import { TryQuestion } from "./try-question.tsx";

const crumbs = [{ label: "Knowledge", to: "/knowledge" }];
const noRight = <NoRight>An admin can give your role the right to write knowledge.</NoRight>;

interface EditorProps {
  draft: Draft;
  isSaving: boolean;
  /** Nothing is to be saved, or it is to be chosen first whose stays. */
  isHeld?: boolean;
  error: unknown;
  onTyped(draft: Draft): void;
  onSave(): void;
}

const Editor = ({ draft, isSaving, isHeld = false, error, onTyped, onSave }: EditorProps) => {
  const members = useMembers();
  const change = (part: Partial<Draft>) => onTyped({ ...draft, ...part });
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
        onSave();
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
          data={[...states]}
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
        <Button type="submit" loading={isSaving} disabled={isHeld || draft.title.trim() === ""}>
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
  const key = `knowledge-new-${title}`;
  const kept = useDraftText(key);
  if (!useMay("knowledge.manage")) return noRight;
  const draft = draftFrom(kept.text) ?? newDraft(title);
  const save = (): void => {
    const toPage = ({ data: { id } }: { data: KnowledgePage }) =>
      void navigate({ to: "/knowledge/$id", params: { id } });
    // Going there is for who is still here; that it was saved holds once one has gone elsewhere, too.
    void create.mutateAsync(inputOf(draft), { onSuccess: toPage }).then(
      () => dropText(key, textOf(draft, title)),
      () => undefined,
    );
  };
  return (
    <>
      <PageHead title="New page" crumbs={crumbs} />
      <PageBody wide>
        <Editor
          draft={draft}
          onTyped={(next) => kept.setText(textOf(next, title))}
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
  const editing = useDraft(page, pageKind);
  const { draft, isDirty, isBehind } = editing;
  const change = useChangePage(page.id);
  const save = (): void =>
    change.mutate(saveOf(editing), { onSuccess: ({ data }) => editing.takeSaved(draft, data) });
  const chosen = (choose: () => void) => (): void => {
    change.reset();
    choose();
  };
  const asked = {
    isBehind,
    takeTheirs: chosen(editing.takeTheirs),
    keepMine: chosen(editing.keepMine),
  };
  return (
    <div className={columns.columns}>
      <div>
        <BehindNote editing={asked} what="this page" />
        <Editor
          draft={draft}
          isSaving={change.isPending}
          isHeld={!isDirty || isBehind}
          error={isBehind ? null : change.error}
          onTyped={editing.setDraft}
          onSave={save}
        />
      </div>
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
        {page.data && mayManage ? <Change key={page.data.id} page={page.data} /> : null}
        {page.data && !mayManage ? <div className={css.body}>{page.data.body}</div> : null}
      </PageBody>
    </>
  );
};
