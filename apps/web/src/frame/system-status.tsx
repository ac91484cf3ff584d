// Bottom left: what the system is doing now, and which rung of AI is in force.
import { Progress, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMe } from "../rooms/access/session.ts";
import { isBusy, progressOf } from "../rooms/imports/import.rules.ts";
import { recentImportsQuery } from "../rooms/imports/import-queries.ts";
import { IconSparkles } from "../ui/icons.ts";
import css from "./frame.module.css";

const AI_RUNG = "No language model connected: rules and search only";

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

export const SystemStatus = ({ folded }: { folded: boolean }) => {
  const mayImport = useMe().permissions.settings.includes("imports.run");
  return (
    <div className={css.status} role="status" aria-label="System status">
      {mayImport && !folded ? <RunningImports /> : null}
      <Tooltip label={AI_RUNG} position="right" disabled={!folded}>
        <p className={css.rung}>
          <IconSparkles size={14} stroke={1.6} aria-hidden="true" />
          {folded ? null : <span>{AI_RUNG}</span>}
        </p>
      </Tooltip>
    </div>
  );
};
