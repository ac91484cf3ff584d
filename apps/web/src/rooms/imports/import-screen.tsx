// One import from its columns to its result. The address is the import; a reload comes back to the same step.
import type { ImportDescription } from "@rapport/sdk";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useObjectType } from "../records/schema.ts";
import { type ImportStep, stepOf } from "./import.rules.ts";
import { ImportCheck } from "./import-check.tsx";
import { ImportMapping } from "./import-mapping.tsx";
import { useImport } from "./import-queries.ts";
import { ImportResult } from "./import-result.tsx";
import { ImportRunning } from "./import-running.tsx";
import { ImportSteps } from "./import-steps.tsx";

const route = getRouteApi("/app/imports/$id");

const useMappingStep = () => {
  // Going back from a dry run to the columns, until the next dry run.
  const [mapping, setMapping] = useState(false);
  return { mapping, back: () => setMapping(true), forward: () => setMapping(false) };
};

interface StepProps {
  job: ImportDescription;
  step: ImportStep;
  walk: ReturnType<typeof useMappingStep>;
}

const Step = ({ job, step, walk }: StepProps) => {
  const object = useObjectType(job.object);
  if (!object) {
    return (
      <EmptyState title="You cannot see what this file is imported into">
        An admin can give your role the right, or the object was removed.
      </EmptyState>
    );
  }
  if (step === "map") {
    return <ImportMapping key={job.object} job={job} object={object} onChecked={walk.forward} />;
  }
  if (step === "check") return <ImportCheck job={job} object={object} onBack={walk.back} />;
  if (step === "run") return <ImportRunning job={job} object={object} />;
  return <ImportResult job={job} object={object} />;
};

export const ImportScreen = () => {
  const { id } = route.useParams();
  const job = useImport(id);
  const walk = useMappingStep();
  const { data } = job;
  const step = data ? stepOf(data, !walk.mapping) : "map";
  return (
    <>
      <PageHead
        title={data?.fileName || "Import"}
        crumbs={[{ label: "Imports", to: "/imports" }]}
      />
      <PageBody wide>
        <ImportSteps at={step} />
        {job.isPending ? <SkeletonLines lines={8} /> : null}
        {job.error && !data ? (
          <ErrorState
            error={job.error}
            doing="open this import"
            onRetry={() => void job.refetch()}
          />
        ) : null}
        {data ? <Step job={data} step={step} walk={walk} /> : null}
      </PageBody>
    </>
  );
};
