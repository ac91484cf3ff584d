// The API to be read and tried out: operations by tag with a search on the left, one of them on the right. It is
// loaded only when it is opened, needs no account, and asks nobody but this server.
import { Badge, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { api } from "../../platform/api.ts";
import { useKeys } from "../../ui/keys.ts";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import css from "./api-docs.module.css";
import { type ApiDocument, type Group, groupsOf, type Operation } from "./document.rules.ts";
import { Introduction } from "./introduction.tsx";
import { OperationView } from "./operation-view.tsx";

const documentQuery = {
  queryKey: ["openapi"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () =>
    (await api.transport.call<ApiDocument>("GET", "/openapi.json", { prefix: "/api" })).body,
};

const OperationLink = ({ operation, current }: { operation: Operation; current: boolean }) => (
  <Link
    to="/api/docs"
    search={{ op: operation.operationId }}
    className={css.link}
    aria-current={current ? "page" : undefined}
  >
    <span className={css.method} data-method={operation.method}>
      {operation.method}
    </span>
    <span>{operation.summary}</span>
  </Link>
);

const Groups = ({ groups, current }: { groups: Group[]; current: string | undefined }) =>
  groups.map(({ tag, operations }) => (
    <section key={tag} aria-label={tag}>
      <h2 className={css.tag}>{tag}</h2>
      {operations.map((operation) => (
        <OperationLink
          key={operation.operationId}
          operation={operation}
          current={operation.operationId === current}
        />
      ))}
    </section>
  ));

const Reader = ({ document }: { document: ApiDocument }) => {
  const { op } = useSearch({ from: "/api/docs" });
  const navigate = useNavigate();
  const [search, setSearch] = useState("");
  const [apiKey, setApiKey] = useState("");
  const box = useRef<HTMLInputElement>(null);
  const groups = groupsOf(document, search);
  const shown = groups.flatMap(({ operations }) => operations);
  const all = groupsOf(document).flatMap(({ operations }) => operations);
  const operation = all.find(({ operationId }) => operationId === op);
  const step = (by: number): void => {
    const place = shown.findIndex(({ operationId }) => operationId === op);
    const next = shown[Math.min(Math.max(place + by, 0), shown.length - 1)];
    if (next) void navigate({ to: "/api/docs", search: { op: next.operationId } });
  };
  useKeys({ "/": () => box.current?.focus(), j: () => step(1), k: () => step(-1) });
  return (
    <div className={css.page}>
      <nav className={css.side} aria-label="Operations" data-away={operation ? true : undefined}>
        <div className={css.head}>
          <Link to="/api/docs" search={{}} className={css.brand}>
            <img src="/icon.svg" alt="" width={22} height={22} /> Rapport API
          </Link>
          <Badge variant="default" tt="none">
            {document.info.version}
          </Badge>
        </div>
        <TextInput
          ref={box}
          size="xs"
          aria-label="Search operations"
          placeholder="Search operations  ( / )"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <div className={css.groups} aria-live="polite">
          {groups.length === 0 ? (
            <p className={css.quiet}>No operation has these words.</p>
          ) : (
            <Groups groups={groups} current={op} />
          )}
        </div>
      </nav>
      <main className={css.main}>
        {operation ? (
          <OperationView
            key={operation.operationId}
            document={document}
            operation={operation}
            apiKey={apiKey}
            onApiKey={setApiKey}
          />
        ) : (
          <Introduction document={document} missing={op} />
        )}
      </main>
    </div>
  );
};

export const ApiDocs = () => {
  const { data, error, refetch } = useQuery(documentQuery);
  if (data) return <Reader document={data} />;
  return (
    <main className={css.main}>
      {error ? (
        <ErrorState error={error} doing="load the API's document" onRetry={() => void refetch()} />
      ) : (
        <SkeletonLines lines={10} />
      )}
    </main>
  );
};
