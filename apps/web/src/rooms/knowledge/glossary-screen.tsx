// The workspace's own words, and what else people say for them: search and answers look for both.
import { Button, FileButton, Table, TextInput } from "@mantine/core";
import type { GlossaryEntry } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import columns from "../../ui/columns.module.css";
import { IconFileText, IconPlus } from "../../ui/icons.ts";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { PlainTable } from "../../ui/settings.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { glossaryQuery, useImportGlossary } from "./glossary-queries.ts";
import { EntryEditor, EntryRow } from "./glossary-row.tsx";
import css from "./knowledge.module.css";
import { entriesWith } from "./knowledge-words.rules.ts";
import { TryQuestion } from "./try-question.tsx";

const crumbs = [{ label: "Knowledge", to: "/knowledge" }];
/** More rows than anybody reads are not drawn: the filter finds the rest. */
const drawn = 200;

const Actions = ({ onAdd }: { onAdd: () => void }) => {
  const load = useImportGlossary();
  return (
    <>
      <FileButton accept=".csv,text/csv" onChange={(file) => file && load.mutate(file)}>
        {(props) => (
          <Button {...props} variant="default" loading={load.isPending}>
            Import CSV
          </Button>
        )}
      </FileButton>
      <Button
        component="a"
        variant="default"
        href={api.knowledge.glossary.exportUrl()}
        download="glossary.csv"
      >
        Export CSV
      </Button>
      <Button leftSection={<IconPlus size={14} />} onClick={onAdd}>
        Add term
      </Button>
    </>
  );
};

interface TermsProps {
  entries: readonly GlossaryEntry[];
  mayManage: boolean;
  isAdding: boolean;
  onAdded(): void;
}

const Terms = ({ entries, mayManage, isAdding, onAdded }: TermsProps) => {
  const [filter, setFilter] = useState("");
  const found = entriesWith(entries, filter);
  return (
    <section className={css.section} aria-label="Terms">
      {entries.length > 8 ? (
        <TextInput
          className={css.filter}
          aria-label="Find a term"
          placeholder="Find a term"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      ) : null}
      <PlainTable label="Terms of the glossary">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Term</Table.Th>
            <Table.Th>Other words for it</Table.Th>
            <Table.Th>Owner</Table.Th>
            <Table.Th>On</Table.Th>
            <Table.Th>
              <span className={columns.muted}>Change</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {isAdding ? <EntryEditor entry={null} onDone={onAdded} /> : null}
          {found.slice(0, drawn).map((entry) => (
            <EntryRow key={`${entry.id} ${entry.version}`} entry={entry} mayManage={mayManage} />
          ))}
        </Table.Tbody>
      </PlainTable>
      {found.length > drawn ? (
        <p className={columns.muted}>
          The first {drawn} of {found.length}. Type above to find others.
        </p>
      ) : null}
      {found.length === 0 && filter !== "" ? (
        <p className={columns.muted}>No term has this.</p>
      ) : null}
    </section>
  );
};

export const GlossaryScreen = () => {
  const glossary = useQuery(glossaryQuery);
  const mayManage = useMay("knowledge.manage");
  const [isAdding, setIsAdding] = useState(false);
  const add = () => setIsAdding(true);
  const entries = glossary.data;
  const isShown = entries && (entries.length > 0 || isAdding);
  return (
    <>
      <PageHead
        title="Glossary"
        crumbs={crumbs}
        aside={entries ? entries.length : null}
        actions={mayManage ? <Actions onAdd={add} /> : null}
      />
      <PageBody wide>
        <p className={columns.muted}>
          Your own words and what else people say for them. A question that has one of them is
          looked for under the others too; the asker's own words count for more.
        </p>
        {glossary.isPending ? <SkeletonLines /> : null}
        {glossary.error ? (
          <ErrorState
            error={glossary.error}
            doing="load the glossary"
            onRetry={() => void glossary.refetch()}
          />
        ) : null}
        {entries && !isShown ? (
          <EmptyState icon={<IconFileText size={22} />} title="No terms yet">
            For example: 2FA, for which customers say “second factor” or “Zwei-Faktor-Anmeldung”.{" "}
            {mayManage ? "Add the first one, or import a CSV file." : "Nobody has added one."}
          </EmptyState>
        ) : null}
        {isShown ? (
          <>
            <Terms
              entries={entries}
              mayManage={mayManage}
              isAdding={isAdding}
              onAdded={() => setIsAdding(false)}
            />
            <TryQuestion />
          </>
        ) : null}
      </PageBody>
    </>
  );
};
