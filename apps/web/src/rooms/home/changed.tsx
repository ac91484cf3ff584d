// What others changed since yesterday, by whom, with the records.
import { Link } from "@tanstack/react-router";
import { ObjectIcon } from "../../frame/object-icon.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { useSchema } from "../records/schema.ts";
import { Block, Lines } from "./block.tsx";
import css from "./home.module.css";
import { useChanges } from "./home-queries.ts";

export const Changed = () => {
  const changes = useChanges();
  const schema = useSchema();
  const lines = changes.data ?? [];
  const nameOf = (key: string, count: number): string => {
    const object = schema.find((one) => one.key === key);
    return ((count === 1 ? object?.label : object?.labelPlural) ?? key).toLowerCase();
  };
  return (
    <Block title="Changed by others since yesterday">
      {changes.isPending ? <Lines /> : null}
      {changes.error ? (
        <ErrorState
          error={changes.error}
          doing="load what changed"
          onRetry={() => void changes.refetch()}
        />
      ) : null}
      {changes.isSuccess && lines.length === 0 ? (
        <p className={css.none}>Nobody else has changed anything that you may see.</p>
      ) : null}
      <ul className={css.list}>
        {lines.map((line) => (
          <li key={`${line.who} ${line.object} ${line.verb}`} className={css.risk}>
            <ObjectIcon object={line.object} size={15} />
            <div className={css.riskMain}>
              <span>
                <b>{line.who}</b> {line.verb} {line.count} {nameOf(line.object, line.count)}
              </span>
              <span className={css.reason}>
                {line.records.map((record, at) => (
                  <span key={record.id}>
                    {at > 0 ? ", " : ""}
                    <Link
                      to="/o/$object/$id"
                      params={{ object: line.object, id: record.id }}
                      className="r-link"
                    >
                      {record.title}
                    </Link>
                  </span>
                ))}
                {line.count > line.records.length
                  ? ` and ${line.count - line.records.length} more`
                  : ""}
              </span>
            </div>
            <span className={css.meta}>
              <RelativeTime value={line.at} />
            </span>
          </li>
        ))}
      </ul>
    </Block>
  );
};
