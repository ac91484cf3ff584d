// What one audit entry changed, field by field, and where it came from.
import type { SchemaObject } from "@rapport/contracts";
import type { AuditEntry } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import { differences } from "../records/changes.rules.ts";
import { findField } from "../records/schema.ts";
import { ValueText } from "../records/value-text.tsx";
import css from "./audit.module.css";

interface DifferenceProps {
  entry: AuditEntry;
  object: SchemaObject | undefined;
}

export const AuditDifference = ({ entry, object }: DifferenceProps) => {
  const changes = differences(entry.before, entry.after);
  return (
    <div className={css.detail}>
      {changes.length > 0 ? (
        <table className={css.diff}>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => {
              const field = object ? findField(object, change.field) : undefined;
              return (
                <tr key={change.field}>
                  <th scope="row">{field?.label ?? change.field}</th>
                  <td>
                    <ValueText field={field} value={change.before} />
                  </td>
                  <td>
                    <ValueText field={field} value={change.after} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ) : (
        <p className={css.none}>No field values differ.</p>
      )}
      <p className={css.origin}>
        Entry {entry.entryNo}, act {entry.act}, request {entry.requestId}
        {entry.ip ? `, from ${entry.ip}` : ""}
        {object ? (
          <>
            {". "}
            <Link
              to="/o/$object/$id"
              params={{ object: object.key, id: entry.recordId }}
              className="r-link"
            >
              Open the {object.label.toLowerCase()}
            </Link>
          </>
        ) : null}
      </p>
    </div>
  );
};
