// Settings, AI models, one prompt: its versions, how they did over examples, and trials on a share of the work.
import { Anchor, Button } from "@mantine/core";
import type { AiPrompt } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { Section, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { EvaluationsPart } from "./evaluations-part.tsx";
import { ExamplesPart } from "./examples-part.tsx";
import { evaluationsQuery, promptsQuery } from "./prompt-queries.ts";
import { isTriable, latestByVersion, PROMPT_LABELS } from "./prompt-words.rules.ts";
import { TrialsPart } from "./trials-part.tsx";
import { VersionForm, VersionList } from "./version-list.tsx";

const Parts = ({ prompt }: { prompt: AiPrompt }) => {
  const { data: evaluations = [] } = useQuery(evaluationsQuery(prompt.key));
  const isBusy = evaluations.some(({ state }) => state === "running");
  return (
    <>
      <Section
        title="Versions"
        lead="A version never changes, so that what was said under it can be told."
      >
        <VersionList prompt={prompt} latest={latestByVersion(evaluations)} isBusy={isBusy} />
      </Section>
      {isTriable(prompt.key) ? (
        <Section title="Trials">
          <TrialsPart prompt={prompt} />
        </Section>
      ) : null}
      <Section title="Examples" lead="They judge every version alike, here and in your own checks.">
        <ExamplesPart promptKey={prompt.key} />
      </Section>
      <Section title="Evaluations">
        <EvaluationsPart evaluations={evaluations} />
      </Section>
    </>
  );
};

export const PromptScreen = () => {
  const { key } = useParams({ strict: false });
  const may = useMay("ai.manage");
  const [isWriting, setWriting] = useState(false);
  const prompts = useQuery({ ...promptsQuery, enabled: may });
  if (!may) return <NoRight>An admin can write prompts, or give your role the right.</NoRight>;
  const prompt = prompts.data?.find((one) => one.key === key);
  const error =
    prompts.error ?? (prompts.data && !prompt ? new Error("There is no such prompt.") : null);
  return (
    <SettingsPage
      wide
      title={prompt ? `Prompt: ${PROMPT_LABELS[prompt.key]}` : "Prompt"}
      lead={
        <>
          What models are told before they see anything else.{" "}
          <Anchor component={Link} to="/settings/ai-models" size="sm" underline="always">
            Back to AI models
          </Anchor>
        </>
      }
      action={
        prompt ? (
          <Button aria-haspopup="dialog" onClick={() => setWriting(true)}>
            Write a version
          </Button>
        ) : null
      }
    >
      {error ? (
        <ErrorState error={error} doing="load the prompt" onRetry={() => void prompts.refetch()} />
      ) : null}
      {prompts.isPending ? <SkeletonLines lines={8} /> : null}
      {prompt ? <Parts prompt={prompt} /> : null}
      <Dialog
        opened={isWriting}
        onClose={() => setWriting(false)}
        title="Write a version"
        size="lg"
      >
        {prompt ? <VersionForm prompt={prompt} onClose={() => setWriting(false)} /> : null}
      </Dialog>
    </SettingsPage>
  );
};
