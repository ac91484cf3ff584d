// Where a deal stands in its pipeline and since when; a press moves it.
import { Tooltip, UnstyledButton } from "@mantine/core";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import { nowMs } from "../../platform/clock.ts";
import { formatDateTime } from "../../ui/format.rules.ts";
import { usePipelines } from "./pipeline-queries.ts";
import { useChangeRecord } from "./record-writes.ts";
import { canWrite, findField } from "./schema.ts";
import css from "./stage-bar.module.css";
import { timeInStage } from "./time-in-stage.rules.ts";

export const StageBar = ({ object, deal }: { object: SchemaObject; deal: RapportRecord }) => {
  const pipelines = usePipelines();
  const change = useChangeRecord(object);
  const pipeline = pipelines.find(({ id }) => id === deal.pipelineId);
  const field = findField(object, "stageId");
  if (!pipeline || !field) return null;
  const may = canWrite(object, field);
  const at = pipeline.stages.findIndex(({ id }) => id === deal.stageId);
  const current = pipeline.stages[at];
  const since = typeof deal.stageEnteredAt === "string" ? deal.stageEnteredAt : null;
  return (
    <div className={css.box}>
      <ol className={css.bar} aria-label={`Stages of ${pipeline.name}`}>
        {pipeline.stages.map((stage, index) => (
          <li key={stage.id} className={css.step}>
            <UnstyledButton
              className={css.stage}
              data-passed={(current?.kind !== "lost" && index < at) || undefined}
              data-current={index === at || undefined}
              data-kind={stage.kind}
              aria-current={index === at ? "step" : undefined}
              disabled={!may || index === at}
              onClick={() =>
                change.mutate({ record: deal, data: { stageId: stage.id }, label: "Stage" })
              }
            >
              {stage.name}
            </UnstyledButton>
          </li>
        ))}
      </ol>
      {since ? (
        <Tooltip label={formatDateTime(since)}>
          <span className={css.since}>{timeInStage(since, nowMs())}</span>
        </Tooltip>
      ) : null}
    </div>
  );
};
