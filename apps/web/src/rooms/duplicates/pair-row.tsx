// One pair: both records in short, how sure it is and why, and the two answers.
import { Button } from "@mantine/core";
import type {
  DuplicatePair,
  MergeableObject,
  RapportRecord,
  SchemaField,
  SchemaObject,
} from "@rapport/contracts";
import { Link } from "@tanstack/react-router";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { FieldValue } from "../records/field-value.tsx";
import { fieldValue, titleOf } from "../records/schema.ts";
import { useDismiss } from "./duplicate-queries.ts";
import css from "./duplicates.module.css";
import { bandWords } from "./merge.rules.ts";

const FACTS = new Set(["email", "phone", "companyId", "jobTitle", "domain", "industry", "city"]);
const FEW = 4;

const factsOf = (object: SchemaObject, record: RapportRecord): SchemaField[] =>
  object.fields
    .filter((field) => FACTS.has(field.key) && fieldValue(record, field) !== null)
    .slice(0, FEW);

const Half = ({ object, record }: { object: SchemaObject; record: RapportRecord }) => (
  <div className={css.half}>
    <Link
      to="/o/$object/$id"
      params={{ object: object.key, id: record.id }}
      className={`r-link ${css.name}`}
    >
      {titleOf(object, record)}
    </Link>
    <ul className={css.facts}>
      {factsOf(object, record).map((field) => (
        <li key={field.key} title={field.label}>
          <FieldValue field={field} record={record} />
        </li>
      ))}
      <li className="r-muted">
        added <RelativeTime value={record.createdAt} />
      </li>
    </ul>
  </div>
);

interface PairProps {
  object: SchemaObject;
  of: MergeableObject;
  pair: DuplicatePair;
}

export const PairRow = ({ object, of, pair }: PairProps) => {
  const dismiss = useDismiss(of);
  const records = pair.records as RapportRecord[];
  const names = records.map((record) => titleOf(object, record)).join(" and ");
  const first = pair.suggestedSurvivorId;
  const ids = [first, ...pair.ids.filter((id) => id !== first)].join(",");
  const mayMerge = object.can.update && object.can.delete;
  return (
    <li className={css.pair} aria-label={names}>
      <div className={css.halves}>
        {records.map((record) => (
          <Half key={record.id} object={object} record={record} />
        ))}
      </div>
      <div className={css.verdict}>
        <span className={css.band} data-band={pair.band}>
          {bandWords(pair.band)}
        </span>
        <ul className={css.reasons}>
          {pair.reasons.map(({ rule, text }) => (
            <li key={rule}>{text}</li>
          ))}
        </ul>
      </div>
      {mayMerge ? (
        <div className={css.answers}>
          <Button
            component={Link}
            to={`/duplicates/${of}/merge?ids=${ids}`}
            variant="default"
            data-review
          >
            Review and merge
          </Button>
          <Button
            variant="subtle"
            color="gray"
            loading={dismiss.isPending}
            onClick={() => dismiss.mutate(pair)}
          >
            Not the same
          </Button>
        </div>
      ) : null}
    </li>
  );
};
