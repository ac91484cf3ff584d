// Sends the operation to this server, with the page's session or a pasted key, and shows what came back. A key stays
// in the memory of this page. Operations that change something say so on their button.
import { Button, Group, PasswordInput, Text, Textarea, TextInput } from "@mantine/core";
import { createTransport, isRapportError } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api } from "../../platform/api.ts";
import css from "./api-docs.module.css";
import {
  type ApiDocument,
  bodySchemaOf,
  type Operation,
  takesFile,
  typeText,
} from "./document.rules.ts";
import { type Draft, headersOf, keyOf, missingIn, pathOf, queryOf } from "./request.rules.ts";
import own from "./try-it.module.css";

interface TryItProps {
  document: ApiDocument;
  operation: Operation;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  apiKey: string;
  onApiKey: (key: string) => void;
}

interface Outcome {
  status: number;
  statusText: string;
  headers: [string, string][];
  text: string;
  tookMs: number;
}

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

const bodyOf = (draft: Draft): unknown => {
  try {
    return JSON.parse(draft.body);
  } catch {
    throw new Error("The body is not valid JSON. Correct it, then send it again.");
  }
};

const send = async (operation: Operation, draft: Draft, apiKey: string): Promise<Outcome> => {
  const transport = apiKey ? createTransport({ baseUrl: "", apiKey }) : api.transport;
  const startMs = performance.now();
  const { response, text } = await transport.exchange(operation.method, pathOf(operation, draft), {
    query: queryOf(operation, draft),
    headers: headersOf(operation, draft),
    ...(bodySchemaOf(operation) && draft.body ? { json: bodyOf(draft) } : {}),
  });
  return {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers].sort(([a], [b]) => (a < b ? -1 : 1)),
    text: pretty(text),
    tookMs: performance.now() - startMs,
  };
};

const Result = ({ outcome }: { outcome: Outcome }) => (
  <section className={own.result} aria-label="Answer">
    <p role="status">
      <span className={css.status} data-good={outcome.status < 400 || undefined}>
        {outcome.status} {outcome.statusText}
      </span>{" "}
      <span className={css.quiet}>
        {Math.round(outcome.tookMs)} ms, {new Blob([outcome.text]).size} bytes
      </span>
    </p>
    <details>
      <summary>{outcome.headers.length} headers</summary>
      <dl className={own.headers}>
        {outcome.headers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long answers scroll, also by keyboard
      tabIndex={0}
      aria-label="Body of the answer"
      className={css.scroll}
    >
      <pre>{outcome.text || "(no body)"}</pre>
    </section>
  </section>
);

export const TryIt = ({ operation, draft, onDraft, apiKey, onApiKey }: TryItProps) => {
  const attempt = useMutation({ mutationFn: () => send(operation, draft, apiKey) });
  const missing = missingIn(operation, draft);
  const set = (key: string, value: string): void =>
    onDraft({ ...draft, values: { ...draft.values, [key]: value } });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (missing.length === 0) attempt.mutate();
  };
  if (takesFile(operation))
    return <p className={css.quiet}>This takes a file. Send it with curl or the client.</p>;
  return (
    <form className={own.form} onSubmit={submit}>
      <PasswordInput
        size="xs"
        label="API key"
        description="Without one, the request goes out as you are signed in. It is kept until you leave this page."
        placeholder="rk_…"
        autoComplete="off"
        value={apiKey}
        onChange={(event) => onApiKey(event.currentTarget.value.trim())}
      />
      <div className={own.fields}>
        {operation.parameters.map((parameter) => (
          <TextInput
            key={keyOf(parameter)}
            size="xs"
            label={parameter.name}
            required={parameter.required === true}
            placeholder={typeText(parameter.schema)}
            value={draft.values[keyOf(parameter)] ?? ""}
            onChange={(event) => set(keyOf(parameter), event.currentTarget.value)}
          />
        ))}
      </div>
      {bodySchemaOf(operation) ? (
        <Textarea
          size="xs"
          label="Body"
          autosize
          minRows={3}
          maxRows={18}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          value={draft.body}
          onChange={(event) => onDraft({ ...draft, body: event.currentTarget.value })}
        />
      ) : null}
      <Group gap={12}>
        <Button type="submit" size="xs" loading={attempt.isPending} disabled={missing.length > 0}>
          {operation.method === "GET" ? "Send request" : "Send request and change data"}
        </Button>
        {missing.length > 0 ? (
          <Text size="xs" c="dimmed">
            Fill in {missing.join(", ")} first.
          </Text>
        ) : null}
      </Group>
      {attempt.error ? (
        <p role="alert" className={own.fault}>
          {isRapportError(attempt.error) || attempt.error instanceof Error
            ? attempt.error.message
            : "No answer came."}
        </p>
      ) : null}
      {attempt.data ? <Result outcome={attempt.data} /> : null}
    </form>
  );
};
