// Try a question: the answer with its citations, or that there is none, and the passages with why they rank.
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import type { KnowledgeAnswer, KnowledgePassage } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import columns from "../../ui/columns.module.css";
import { FormError } from "../../ui/states.tsx";
import css from "./knowledge.module.css";
import { useTry } from "./knowledge-queries.ts";
import { addedWords, sureWords, whyWords } from "./knowledge-words.rules.ts";

const Answer = ({ answer }: { answer: KnowledgeAnswer }) => (
  <div className={css.card}>
    {answer.kind === "answered" ? (
      <p>{answer.text}</p>
    ) : (
      <p>
        {answer.reason === "nothing_found"
          ? "No answer: no page has any of these words."
          : "No answer: no passage is sure enough to hold it. A customer would be handed to a person."}
      </p>
    )}
    <p className={columns.muted}>
      {sureWords(answer)}. Sentences of your pages; no model was asked.
    </p>
    {answer.kind === "answered"
      ? answer.citations.map(({ passageId, documentId, title }) => (
          <p key={passageId} className={columns.muted}>
            From{" "}
            <Link to="/knowledge/$id" params={{ id: documentId }}>
              {title}
            </Link>
          </p>
        ))
      : null}
  </div>
);

const Passage = ({ passage }: { passage: KnowledgePassage }) => (
  <li className={css.card}>
    <Link to="/knowledge/$id" params={{ id: passage.documentId }}>
      {[passage.title, ...passage.headings].join(" › ")}
    </Link>
    <p className={columns.muted}>{whyWords(passage)}</p>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long passage is scrolled by keyboard too */}
    <section className={css.text} aria-label={`Passage of ${passage.title}`} tabIndex={0}>
      {passage.text}
    </section>
  </li>
);

export const TryQuestion = () => {
  const [question, setQuestion] = useState("");
  const [audience, setAudience] = useState<"me" | "public">("public");
  const tried = useTry();
  return (
    <section className={css.section} aria-label="Try a question">
      <h2>Try a question</h2>
      <form
        className={columns.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (question.trim() !== "") tried.mutate({ question, audience });
        }}
      >
        <TextInput
          label="Question"
          placeholder="How do I reset my password?"
          maxLength={2000}
          value={question}
          onChange={(event) => setQuestion(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label="Ask as"
          value={audience}
          onChange={(value) => setAudience(value as "me" | "public")}
          data={[
            { value: "public", label: "As a customer" },
            { value: "me", label: "As me" },
          ]}
        />
        <Button type="submit" variant="default" loading={tried.isPending}>
          Ask
        </Button>
      </form>
      <div aria-live="polite">
        <FormError error={tried.error} />
        {tried.data ? (
          <>
            <Answer answer={tried.data.answer} />
            {tried.data.added.map((one) => (
              <p key={one.entryId} className={columns.muted}>
                {addedWords(one)}, because the <Link to="/knowledge/glossary">glossary</Link> says
                so.
              </p>
            ))}
            <ol className={css.passages} aria-label="Passages">
              {tried.data.passages.map((passage) => (
                <Passage key={passage.passageId} passage={passage} />
              ))}
            </ol>
          </>
        ) : null}
      </div>
    </section>
  );
};
