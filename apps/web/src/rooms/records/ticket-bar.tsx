// What counts of a ticket at a glance, each changed where it stands; and who asked, with what else they have open.
import type { RapportRecord, SchemaField, SchemaObject } from "@rapport/contracts";
import { Link } from "@tanstack/react-router";
import { FieldEditor } from "./field-editor.tsx";
import { FieldValue } from "./field-value.tsx";
import css from "./record.module.css";
import { useRecord, useSmallList } from "./record-queries.ts";
import { useChangeRecord } from "./record-writes.ts";
import { canWrite, fieldValue, findField, titleOf, useObjectType, writeOf } from "./schema.ts";

interface TicketProps {
  object: SchemaObject;
  ticket: RapportRecord;
}

const Choice = ({ object, ticket, field }: TicketProps & { field: SchemaField }) => {
  const change = useChangeRecord(object);
  if (!canWrite(object, field)) {
    return (
      <div className={css.choice}>
        <span className="r-muted">{field.label}</span> <FieldValue field={field} record={ticket} />
      </div>
    );
  }
  return (
    <div className={css.choice}>
      <FieldEditor
        field={field}
        label={field.label}
        size="xs"
        required={field.type === "select"}
        value={fieldValue(ticket, field)}
        onChange={(value) =>
          change.mutate({ record: ticket, data: writeOf(field, value), label: field.label })
        }
      />
    </div>
  );
};

export const TicketBar = ({ object, ticket }: TicketProps) => (
  <div className={css.choices}>
    {["status", "priority", "ownerId"].map((key) => {
      const field = findField(object, key);
      return field ? <Choice key={key} object={object} ticket={ticket} field={field} /> : null;
    })}
  </div>
);

const FACTS = ["email", "phone", "jobTitle", "city"];

const OtherTickets = ({ object, ticket }: TicketProps) => {
  const filter = { personId: ticket.personId, id: { ne: ticket.id } };
  const list = useSmallList(object.key, { filter, sort: "-createdAt" }, 5);
  const others = list.data?.data ?? [];
  const status = findField(object, "status");
  if (others.length === 0) return <p className="r-muted">No other tickets.</p>;
  return (
    <ul className={css.relatedList}>
      {others.map((other) => (
        <li key={other.id} className={css.relatedRow}>
          <Link
            to="/o/$object/$id"
            params={{ object: object.key, id: other.id }}
            className="r-link r-ellipsis"
          >
            {titleOf(object, other)}
          </Link>
          {status ? <FieldValue field={status} record={other} /> : null}
        </li>
      ))}
    </ul>
  );
};

const KnownRequester = ({ object, ticket, id }: TicketProps & { id: string }) => {
  const people = useObjectType("people");
  const { data: person } = useRecord("people", id);
  if (!people || !person) return null;
  return (
    <section className={css.related} aria-label="Requester">
      <h3 className={css.relatedHead}>Requester</h3>
      <p className={css.requester}>
        <Link to="/o/$object/$id" params={{ object: "people", id }} className="r-link">
          {titleOf(people, person)}
        </Link>
      </p>
      <dl className={css.facts}>
        {FACTS.map((key) => {
          const field = findField(people, key);
          if (!field || fieldValue(person, field) === null) return null;
          return (
            <div key={key} className={css.fact}>
              <dt>{field.label}</dt>
              <dd>
                <div className={css.value}>
                  <FieldValue field={field} record={person} />
                </div>
              </dd>
            </div>
          );
        })}
      </dl>
      <h3 className={css.relatedHead}>Other tickets</h3>
      <OtherTickets object={object} ticket={ticket} />
    </section>
  );
};

export const Requester = ({ object, ticket }: TicketProps) =>
  typeof ticket.personId === "string" ? (
    <KnownRequester object={object} ticket={ticket} id={ticket.personId} />
  ) : null;
