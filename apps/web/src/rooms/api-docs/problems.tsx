// Every problem that the API answers, at the address that its `type` names: /docs/problems#code.
import { TextInput } from "@mantine/core";
import { type ProblemKind, problemCodes } from "@rapport/contracts";
import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import css from "./api-docs.module.css";
import own from "./problems.module.css";

const all: [string, ProblemKind][] = Object.entries(problemCodes);

const advice: Record<number, string> = {
  400: "Correct the request; the same one will be refused again.",
  401: "Sign in, or send a key that holds.",
  403: "Ask an administrator for the right, or use another key.",
  404: "Check the id or the address; you may also lack the right to see it.",
  409: "Look at what is there, then decide.",
  410: "Use the record that mergedInto names.",
  412: "Look at current, then send again with its version.",
  413: "Split it.",
  422: "Correct the request; the same one will be refused again.",
  429: "Wait as long as Retry-After says, then send it again.",
  500: "Quote the requestId to your administrator.",
  503: "Wait as long as Retry-After says, then send it again.",
};

const Entry = ({ code, kind, named }: { code: string; kind: ProblemKind; named: boolean }) => (
  <section id={code} className={own.problem} data-named={named || undefined} aria-label={code}>
    <h2 className={own.problemCode}>
      <a href={`#${code}`}>{code}</a> <span className={css.quiet}>HTTP {kind.status}</span>
    </h2>
    {kind.says.map((text) => (
      <blockquote key={text}>{text}</blockquote>
    ))}
    <p>{advice[kind.status] ?? advice[400]}</p>
  </section>
);

export const Problems = () => {
  const { hash } = useLocation();
  const [search, setSearch] = useState("");
  const words = search.toLowerCase().trim();
  const shown = all.filter(([code, { says }]) =>
    `${code} ${says.join(" ")}`.toLowerCase().includes(words),
  );
  useEffect(() => {
    document.getElementById(hash)?.scrollIntoView();
  }, [hash]);
  return (
    <main className={css.main} data-alone>
      <article className={css.article}>
        <Link to="/api/docs" search={{}} className={css.back} data-always>
          The API
        </Link>
        <h1 className={css.title}>Problems</h1>
        <p>
          Every error is <code>application/problem+json</code> (RFC 9457). Branch on its{" "}
          <code>code</code>, which is stable, or on the HTTP status; <code>detail</code> is for
          people. “…” stands for what is put in.
        </p>
        {hash && !all.some(([code]) => code === hash) ? (
          <p role="status">This version of Rapport does not know the problem “{hash}”.</p>
        ) : null}
        <TextInput
          size="xs"
          aria-label="Search problems"
          placeholder="Search problems"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {shown.map(([code, kind]) => (
          <Entry key={code} code={code} kind={kind} named={code === hash} />
        ))}
        {shown.length === 0 ? <p className={css.quiet}>No problem has these words.</p> : null}
      </article>
    </main>
  );
};
