// One operation: what it is for, what it takes and answers, the same as code, and a form that sends it.
import { Button, CopyButton, Tabs } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import css from "./api-docs.module.css";
import {
  type ApiDocument,
  bodySchemaOf,
  lookUp,
  nameOf,
  type Operation,
  type Parameter,
  sampleOf,
  typeText,
} from "./document.rules.ts";
import { Prose, Words } from "./prose.tsx";
import { cliOf, curlOf, type Draft, sdkOf } from "./request.rules.ts";
import { SchemaView } from "./schema-view.tsx";
import { TryIt } from "./try-it.tsx";

const places: Record<Parameter["in"], string> = {
  path: "in the address",
  query: "in the query",
  header: "header",
};

const Parameters = ({ parameters }: { parameters: Parameter[] }) => (
  <ul className={css.members}>
    {parameters.map((parameter) => (
      <li key={`${parameter.in} ${parameter.name}`} className={css.member}>
        <span className={css.name}>{parameter.name}</span>
        <span className={css.type}>{typeText(parameter.schema)}</span>
        {parameter.required ? <span className={css.required}>required</span> : null}
        <span className={css.quiet}>{places[parameter.in]}</span>
        <span className={css.words}>
          <Words text={parameter.description ?? ""} />
        </span>
      </li>
    ))}
  </ul>
);

const Code = ({ label, text }: { label: string; text: string }) => (
  <div className={css.code}>
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, also by keyboard
      tabIndex={0}
      aria-label={label}
      className={css.scroll}
    >
      <pre>{text}</pre>
    </section>
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button size="compact-xs" variant="default" className={css.copy} onClick={copy}>
          {copied ? "Copied" : "Copy"}
        </Button>
      )}
    </CopyButton>
  </div>
);

const Samples = ({ operation, draft }: { operation: Operation; draft: Draft }) => {
  const { origin } = window.location;
  const samples = [
    ["curl", curlOf(operation, draft, origin)],
    ["TypeScript", sdkOf(operation, draft, origin)],
    ["Command line", cliOf(operation, draft)],
  ] as const;
  return (
    <Tabs defaultValue="curl" keepMounted={false}>
      <Tabs.List aria-label="The request as code">
        {samples.map(([name]) => (
          <Tabs.Tab key={name} value={name}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {samples.map(([name, text]) => (
        <Tabs.Panel key={name} value={name} pt={8}>
          <Code label={`As ${name}`} text={text} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
};

const Responses = ({ document, operation }: { document: ApiDocument; operation: Operation }) =>
  Object.entries(operation.responses).map(([status, given]) => {
    const response = lookUp(document, given);
    const [media, content] = Object.entries(response.content ?? {})[0] ?? [];
    const isGood = Number(status) < 400;
    return (
      <div key={status} className={css.response}>
        <p>
          <span className={css.status} data-good={isGood || undefined}>
            {status}
          </span>{" "}
          <Words text={response.description ?? ""} />{" "}
          {content?.schema.$ref ? (
            <span className={css.type}>{nameOf(content.schema.$ref)}</span>
          ) : (
            <span className={css.quiet}>{media}</span>
          )}
        </p>
        {isGood && content ? <SchemaView document={document} schema={content.schema} /> : null}
      </div>
    );
  });

interface OperationProps {
  document: ApiDocument;
  operation: Operation;
  apiKey: string;
  onApiKey: (key: string) => void;
}

export const OperationView = ({ document, operation, apiKey, onApiKey }: OperationProps) => {
  const bodySchema = bodySchemaOf(operation);
  const [draft, setDraft] = useState<Draft>(() => ({
    values: {},
    body: bodySchema ? JSON.stringify(sampleOf(document, bodySchema), null, 2) : "",
  }));
  return (
    <article className={css.article}>
      <Link to="/api/docs" search={{}} className={css.back}>
        All operations
      </Link>
      <h1 className={css.title}>{operation.summary}</h1>
      <p className={css.address}>
        <span className={css.method} data-method={operation.method}>
          {operation.method}
        </span>{" "}
        <code>{operation.path}</code>
      </p>
      <Prose text={operation.description} />
      <h2 className={css.subtitle}>Try it</h2>
      <TryIt
        document={document}
        operation={operation}
        draft={draft}
        onDraft={setDraft}
        apiKey={apiKey}
        onApiKey={onApiKey}
      />
      <h2 className={css.subtitle}>The same as code</h2>
      <Samples operation={operation} draft={draft} />
      {operation.parameters.length > 0 ? (
        <>
          <h2 className={css.subtitle}>Parameters</h2>
          <Parameters parameters={operation.parameters} />
        </>
      ) : null}
      {bodySchema ? (
        <>
          <h2 className={css.subtitle}>Body</h2>
          <SchemaView document={document} schema={bodySchema} />
        </>
      ) : null}
      <h2 className={css.subtitle}>Answers</h2>
      <Responses document={document} operation={operation} />
    </article>
  );
};
