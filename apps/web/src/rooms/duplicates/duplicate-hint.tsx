// Says that a record may have been entered twice: on its page, and while a new one is being written.
import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { RapportRecord, SchemaObject } from "@rapport/contracts";
import type { RecordData } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../platform/api.ts";
import { titleOf } from "../records/schema.ts";
import { mergeable, usePairsOf } from "./duplicate-queries.ts";
import css from "./duplicates.module.css";

const SHOWN = 3;
const PAUSE_MS = 400;

interface HintProps {
  object: SchemaObject;
  record: RapportRecord;
}

const RecordHintOf = ({ object, record }: HintProps) => {
  const of = mergeable(object.key) ?? "people";
  const [pair] = usePairsOf(of, record.id).data?.data ?? [];
  const other = (pair?.records as RapportRecord[] | undefined)?.find(({ id }) => id !== record.id);
  if (!pair || !other || pair.band === "low") return null;
  return (
    <div className={css.hint} role="note">
      <span>
        This may be the same as{" "}
        <Link to="/o/$object/$id" params={{ object: of, id: other.id }} className="r-link">
          {titleOf(object, other)}
        </Link>
        : {pair.reasons[0]?.text.replace(/\.$/, "")}.
      </span>
      {object.can.update && object.can.delete ? (
        <Button
          component={Link}
          variant="default"
          to={`/duplicates/${of}/merge?ids=${record.id},${other.id}`}
        >
          Review and merge
        </Button>
      ) : null}
    </div>
  );
};

/** Above a record that has a likely twin. */
export const DuplicateHint = (props: HintProps) =>
  mergeable(props.object.key) ? <RecordHintOf {...props} /> : null;

/** Text of the fields by which records are compared: only these are sent while someone types. */
const COMPARED = [
  "firstName",
  "lastName",
  "email",
  "phone",
  "companyId",
  "city",
  "name",
  "domain",
  "website",
];

const draftOf = (data: RecordData): Record<string, unknown> =>
  Object.fromEntries(COMPARED.flatMap((key) => (data[key] ? [[key, data[key]]] : [])));

const DraftHintOf = ({ object, data }: { object: SchemaObject; data: RecordData }) => {
  const of = mergeable(object.key) ?? "people";
  const [settled] = useDebouncedValue(data, PAUSE_MS);
  const draft = draftOf(settled);
  const check = useQuery({
    queryKey: ["duplicates", of, "draft", draft],
    queryFn: ({ signal }) =>
      api.duplicates.check({ object: of, data: draft as RecordData }, { signal }),
    enabled: Object.keys(draft).length > 0,
    staleTime: 30_000,
  });
  const matches = check.data?.data.slice(0, SHOWN) ?? [];
  if (matches.length === 0 && check.data?.hidden !== "match") return null;
  return (
    <div className={css.hint} role="status">
      {matches.length > 0 ? (
        <div>
          <p className={css.hintTitle}>May be there already</p>
          <ul className={css.hintList}>
            {matches.map(({ record, reasons }) => (
              <li key={record.id}>
                <Link
                  to="/o/$object/$id"
                  params={{ object: of, id: record.id }}
                  className="r-link"
                  target="_blank"
                >
                  {titleOf(object, record as RapportRecord)}
                </Link>{" "}
                <span className="r-muted">{reasons[0]?.text}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <span>
          A record that your role cannot see has this very e-mail address. Ask an admin before you
          add it again.
        </span>
      )}
    </div>
  );
};

/** Beside the form of a new record: who it may be already. */
export const DraftHint = ({ object, data }: { object: SchemaObject; data: RecordData }) =>
  mergeable(object.key) ? <DraftHintOf object={object} data={data} /> : null;
