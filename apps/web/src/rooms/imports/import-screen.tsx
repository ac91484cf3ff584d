// One import from its columns to its result. The address is the import; a reload comes back to the same step.
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { PageBody, PageHead } from "../../ui/page.tsx";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { useSchema } from "../records/schema.ts";
import { stepOf } from "./import.rules.ts";
import { ImportCheck } from "./import-check.tsx";
import { ImportMapping } from "./import-mapping.tsx";
import { useImport } from "./import-queries.ts";
import { ImportResult } from "./import-result.tsx";
import { ImportRunning } from "./import-running.tsx";
import { ImportSteps } from "./import-steps.tsx";

const route = getRouteApi("/app/imports/$id");

export const ImportScreen = () => {
  const { id } = route.useParams();
  const job = useImport(id);
  const schema = useSchema();
  // Going back from a dry run to the columns, until the next dry run.
  const [mapping, setMapping] = useState(false);
  const { data } = job;
  const object = schema.find((one) => one.key === data?.object);
  const step = data ? stepOf(data, !mapping) : "map";
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
        {data && !object ? (
          <EmptyState title="You cannot see what this file is imported into">
            An admin can give your role the right, or the object was removed.
          </EmptyState>
        ) : null}
        {data && object && step === "map" ? (
          <ImportMapping
            key={data.object}
            job={data}
            object={object}
            onChecked={() => setMapping(false)}
          />
        ) : null}
        {data && object && step === "check" ? (
          <ImportCheck job={data} object={object} onBack={() => setMapping(true)} />
        ) : null}
        {data && object && step === "run" ? <ImportRunning job={data} object={object} /> : null}
        {data && object && step === "result" ? <ImportResult job={data} object={object} /> : null}
      </PageBody>
    </>
  );
};
