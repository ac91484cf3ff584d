// What stands on the right before an operation is chosen: how the API works, and what it holds.
import { Link } from "@tanstack/react-router";
import css from "./api-docs.module.css";
import { type ApiDocument, groupsOf } from "./document.rules.ts";
import { Prose, Words } from "./prose.tsx";

export const Introduction = ({
  document,
  missing,
}: {
  document: ApiDocument;
  missing: string | undefined;
}) => (
  <article className={css.article}>
    <h1 className={css.title}>The API of this server</h1>
    {missing ? (
      <p role="status">
        There is no operation “{missing}” in this version. Search for it on the left.
      </p>
    ) : null}
    <Prose text={document.info.description} />
    <p>
      <a href="/api/openapi.json" className="r-link">
        openapi.json
      </a>
      {" · "}
      <Link to="/docs/problems" className="r-link">
        All problems
      </Link>
      {" · keys: / to search, j and k for the next and the one before"}
    </p>
    <h2 className={css.subtitle}>What it holds</h2>
    <dl className={css.tags}>
      {groupsOf(document).map(({ tag, description, operations }) => (
        <div key={tag}>
          <dt>
            <Link
              to="/api/docs"
              search={{ op: operations[0]?.operationId ?? "" }}
              className="r-link"
            >
              {tag}
            </Link>
          </dt>
          <dd>
            <Words text={description} />
          </dd>
        </div>
      ))}
    </dl>
  </article>
);
