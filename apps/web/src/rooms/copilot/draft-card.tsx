// A draft above the composer: its text or why there is none, what made it, how sure it is, each page that it rests on, and
// what a person has to decide. Text of pages and models is shown as text.
import { Alert, Button, Group, Loader, Text } from "@mantine/core";
import type { CopilotCitation, CopilotDraft } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { IconAlertTriangle, IconSparkles } from "../../ui/icons.ts";
import { FormError } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { dollars } from "../ai/ai-words.rules.ts";
import css from "./copilot.module.css";
import { rungWords, sensitiveWords, sureWords, unanswered } from "./copilot-words.rules.ts";
import type { Drafting } from "./use-draft.ts";

const Citation = ({ one, at }: { one: CopilotCitation; at: number }) => {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li>
      <span className={css.meta}>[{at + 1}]</span>{" "}
      <Button
        size="compact-xs"
        variant="subtle"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {one.title}
      </Button>
      {one.internal ? <StatusBadge tone="wait">Customers may not read this</StatusBadge> : null}
      {isOpen ? (
        <blockquote className={css.passage}>
          {one.text}{" "}
          <Link className="r-link" to="/knowledge/$id" params={{ id: one.documentId }}>
            Open the page
          </Link>
        </blockquote>
      ) : null}
    </li>
  );
};

const Sources = ({ draft }: { draft: CopilotDraft }) =>
  draft.citations.length === 0 ? null : (
    <ol
      className={css.sources}
      aria-label={draft.kind === "drafted" ? "Sources" : "What comes nearest"}
    >
      {draft.citations.map((one, at) => (
        <Citation key={one.passageId} one={one} at={at} />
      ))}
    </ol>
  );

const Warnings = ({ draft, isOld }: { draft: CopilotDraft; isOld: boolean }) => (
  <>
    {draft.sensitive.length > 0 ? (
      <Alert
        color="yellow"
        p={8}
        icon={<IconAlertTriangle size={16} aria-hidden="true" />}
        title="A person decides this"
      >
        {draft.sensitive.map(sensitiveWords).join("; ")}
      </Alert>
    ) : null}
    {isOld ? (
      <Text size="sm" c="dimmed">
        Something was written since. Draft again to take it in.
      </Text>
    ) : null}
  </>
);

const Body = ({ draft, text }: { draft: CopilotDraft; text: string | null }) => {
  const open = unanswered(draft);
  const { costMicros } = draft.model;
  return (
    <>
      <p className={css.text}>{text || draft.text || draft.words}</p>
      {open.length > 0 ? (
        <Text size="sm">No page answers: {open.map((question) => `“${question}”`).join(", ")}</Text>
      ) : null}
      <Sources draft={draft} />
      <p
        className={css.meta}
        title={costMicros === null ? undefined : `Cost ${dollars(costMicros)}`}
      >
        {draft.kind === "drafted" ? `${rungWords(draft.rung)} · ` : ""}
        {sureWords(draft.confidence)}
        {draft.model.state === "asked" ? null : ` · ${draft.model.words}`}
      </p>
    </>
  );
};

interface CardProps {
  drafting: Drafting;
  lastSeq: number;
  onUse: () => void;
}

const Heading = ({ draft, isAsking }: Pick<Drafting, "draft" | "isAsking">) => (
  <header className={css.head}>
    <h3>
      <IconSparkles size={14} aria-hidden="true" />{" "}
      {draft?.kind === "abstained" ? "No draft" : "Draft"}
    </h3>
    {isAsking ? (
      <span className={css.meta} role="status">
        <Loader size={12} aria-hidden="true" />{" "}
        {draft === null ? "Looking through your pages" : "A model words it"}
      </span>
    ) : null}
  </header>
);

const Buttons = ({ drafting, onUse }: Omit<CardProps, "lastSeq">) => {
  const isUsable = drafting.draft !== null && drafting.draft.id !== null;
  return (
    <Group gap={8}>
      {isUsable ? (
        <Button size="xs" title="u" onClick={onUse}>
          Use
        </Button>
      ) : null}
      <Button
        size="xs"
        variant="default"
        title={isUsable ? "x" : undefined}
        onClick={drafting.reject}
      >
        {isUsable ? "Reject" : "Close"}
      </Button>
      {drafting.isAsking ? null : (
        <Button size="xs" variant="subtle" title="d" onClick={drafting.ask}>
          Draft again
        </Button>
      )}
    </Group>
  );
};

export const DraftCard = ({ drafting, lastSeq, onUse }: CardProps) => {
  const { draft, text, isAsking, isCut, error } = drafting;
  if (draft === null && !isAsking && !error && !isCut) return null;
  return (
    <section className={css.card} aria-label="Draft" aria-busy={isAsking}>
      <Heading draft={draft} isAsking={isAsking} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
      <section className={css.scroll} aria-label="Text and sources" aria-live="polite" tabIndex={0}>
        {draft ? (
          <>
            <Warnings draft={draft} isOld={lastSeq > draft.seenSeq} />
            <Body draft={draft} text={text} />
          </>
        ) : null}
        {isCut ? (
          <Text size="sm">The connection broke before the end. What stands here can be used.</Text>
        ) : null}
        <FormError error={error} />
      </section>
      <Buttons drafting={drafting} onUse={onUse} />
    </section>
  );
};
