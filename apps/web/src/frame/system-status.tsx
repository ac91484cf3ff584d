// Bottom left: what the system is doing now, and which rung of AI is in force.
import { Progress, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../platform/api.ts";
import { useMe } from "../rooms/access/session.ts";
import { isBusy, progressOf } from "../rooms/imports/import.rules.ts";
import { recentImportsQuery } from "../rooms/imports/import-queries.ts";
import { IconSparkles } from "../ui/icons.ts";
import css from "./frame.module.css";

const REFRESH_MS = 60_000;

const RunningImports = () => {
  const running = (useQuery(recentImportsQuery).data ?? []).filter((job) => isBusy(job));
  return (
    <>
      {running.map((job) => (
        <Link key={job.id} to="/imports/$id" params={{ id: job.id }} className={css.job}>
          <span className="r-ellipsis">Importing {job.fileName ?? job.object}</span>
          <Progress value={progressOf(job) * 100} size={4} aria-label="Progress of the import" />
        </Link>
      ))}
    </>
  );
};

/** Which rung of AI is in force; nothing until it is known. */
const AiRung = ({ folded }: { folded: boolean }) => {
  const mayManage = useMe().permissions.settings.includes("ai.manage");
  const { data } = useQuery({
    queryKey: ["ai", "status"],
    queryFn: () => api.ai.status(),
    refetchInterval: REFRESH_MS,
  });
  if (!data) return null;
  const shown = (
    <>
      <IconSparkles size={14} stroke={1.6} aria-hidden="true" />
      {folded ? null : <span>{data.words}</span>}
    </>
  );
  return (
    <Tooltip label={data.words} position="right" disabled={!folded}>
      {mayManage ? (
        <Link
          to="/settings/ai-models"
          className={css.rung}
          aria-label={folded ? data.words : undefined}
        >
          {shown}
        </Link>
      ) : (
        <p className={css.rung}>{shown}</p>
      )}
    </Tooltip>
  );
};

export const SystemStatus = ({ folded }: { folded: boolean }) => {
  const mayImport = useMe().permissions.settings.includes("imports.run");
  return (
    <div className={css.status} role="status" aria-label="System status">
      {mayImport && !folded ? <RunningImports /> : null}
      <AiRung folded={folded} />
    </div>
  );
};
