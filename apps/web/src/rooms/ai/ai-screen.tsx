// Settings, AI models: what is connected, what each purpose uses, what it costs.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Section, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, NoRight, SkeletonLines } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import { FiguresSection } from "../copilot/figures-section.tsx";
import { PromptsSection } from "../prompts/prompts-section.tsx";
import { budgetsQuery, callsQuery, providersQuery, purposesQuery } from "./ai-queries.ts";
import { BudgetsSection } from "./budgets-section.tsx";
import { CallsSection } from "./calls-section.tsx";
import { ProviderDialog } from "./provider-dialog.tsx";
import { ProvidersSection } from "./providers-section.tsx";
import { PurposesSection } from "./purposes-section.tsx";
import { TotalCostSection } from "./total-cost-section.tsx";

const Parts = ({ onConnect }: { onConnect: () => void }) => {
  const providers = useQuery(providersQuery);
  const purposes = useQuery(purposesQuery);
  const budgets = useQuery(budgetsQuery);
  const calls = useQuery(callsQuery);
  const failed = [providers, purposes, budgets, calls].find(({ error }) => error !== null);
  if (failed?.error) {
    return (
      <ErrorState
        error={failed.error}
        doing="load the AI models"
        onRetry={() => void failed.refetch()}
      />
    );
  }
  if (!providers.data || !purposes.data || !budgets.data || !calls.data) {
    return <SkeletonLines lines={8} />;
  }
  const labels = new Map(purposes.data.map(({ purpose, label }) => [purpose as string, label]));
  return (
    <>
      <Section title="Providers">
        <ProvidersSection
          providers={providers.data}
          connect={<Button onClick={onConnect}>Connect a provider</Button>}
        />
      </Section>
      <Section
        title="What each purpose uses"
        lead="The bot asks for answers, members for drafts, summaries and translations in the inbox. Models are tried from left to right; when none answers in time and within the budget, what stands last does."
      >
        <PurposesSection routes={purposes.data} providers={providers.data} />
      </Section>
      <Section title="Budgets" lead="Days and months are those of UTC.">
        <BudgetsSection budgets={budgets.data} />
      </Section>
      <Section
        title="Hosted or your own"
        lead="What hosted models would cost, beside machines of your own that answer the same. What you leave empty is measured or assumed."
      >
        <TotalCostSection />
      </Section>
      <PromptsSection />
      <FiguresSection />
      <Section title="Last calls" lead="What was asked and answered is not kept here.">
        <CallsSection calls={calls.data.data} labels={labels} />
      </Section>
    </>
  );
};

export const AiScreen = () => {
  const may = useMay("ai.manage");
  const [connecting, setConnecting] = useState(false);
  const { data } = useQuery({ ...providersQuery, enabled: may });
  if (!may) return <NoRight>An admin can connect AI models, or give your role the right.</NoRight>;
  const hasProviders = (data?.length ?? 0) > 0;
  return (
    <SettingsPage
      wide
      title="AI models"
      lead="Hosted or on a machine of your own; Rapport works without one. Each answer says which rung made it."
      action={
        hasProviders ? (
          <Button onClick={() => setConnecting(true)}>Connect a provider</Button>
        ) : null
      }
    >
      <Parts onConnect={() => setConnecting(true)} />
      <ProviderDialog opened={connecting} onClose={() => setConnecting(false)} />
    </SettingsPage>
  );
};
