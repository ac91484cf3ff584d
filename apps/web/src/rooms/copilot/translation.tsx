// The customer's last message in the language of whoever reads it, by a model; where none is connected, that is said.
import { Button, Text } from "@mantine/core";
import type { Conversation, CopilotView } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { FormError } from "../../ui/states.tsx";
import { threadQuery } from "../inbox/inbox-queries.ts";
import css from "./copilot.module.css";
import { useTranslate } from "./copilot-queries.ts";

const ownLanguage = (): string => (/^[a-z]{2}/.exec(navigator.language) ?? ["en"])[0] ?? "en";

interface TranslationProps {
  conversation: Conversation;
  inForce: CopilotView["models"]["translation"];
}

export const Translation = ({ conversation, inForce }: TranslationProps) => {
  const made = useTranslate(conversation.id);
  const messages = useQuery(threadQuery(conversation.id)).data?.data ?? [];
  const last = messages.findLast(
    ({ author, automatic, text }) => author.kind === "customer" && !automatic && text !== "",
  );
  const language = ownLanguage();
  const result = made.data;
  return (
    <section className={css.part} aria-label="Translation">
      <h3>Translation</h3>
      {inForce.isOn ? null : (
        <Text size="sm" c="dimmed">
          Translating needs a model. {inForce.words}
        </Text>
      )}
      {inForce.isOn && last ? (
        <Button
          size="xs"
          variant="default"
          loading={made.isPending}
          onClick={() => made.mutate({ messageId: last.id, language })}
        >
          Translate the last message
        </Button>
      ) : null}
      <div aria-live="polite">
        {result?.kind === "translated" ? (
          <>
            <p className={css.text}>{result.text}</p>
            <p className={css.meta}>Translated by {result.rung}. Not checked by anybody.</p>
          </>
        ) : null}
        {result?.kind === "unavailable" ? <Text size="sm">{result.words}</Text> : null}
        <FormError error={made.error} />
      </div>
    </section>
  );
};
