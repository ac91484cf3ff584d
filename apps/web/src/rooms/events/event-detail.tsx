// One event: what the program told, and what became of it on the way in.
import { Button } from "@mantine/core";
import type { EventDetail as Detail } from "@rapport/sdk";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatDateTime } from "../../ui/format.rules.ts";
import { ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { eventQuery, sourcesQuery, useTurnJoin } from "./event-queries.ts";
import { joinText, kindText, violationText } from "./event-words.rules.ts";
import css from "./events.module.css";

export const PlainJson = ({ label, value }: { label: string; value: unknown }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
  <section className={css.text} aria-label={label} tabIndex={0}>
    <pre className={css.inner}>{JSON.stringify(value, null, 2)}</pre>
  </section>
);

const useSourceName = (id: string | null): string => {
  const { data } = useQuery(sourcesQuery);
  if (id === null) return "Rapport itself";
  return data?.find((source) => source.id === id)?.name ?? "A source";
};

const Facts = ({ event }: { event: Detail }) => {
  const source = useSourceName(event.sourceId);
  const person = event.personId ? (
    <Link className="r-link" to="/o/$object/$id" params={{ object: "people", id: event.personId }}>
      {event.personTitle ?? "A person in the trash"}
    </Link>
  ) : (
    "Nobody in your records"
  );
  const facts = [
    ["Person", person],
    ["Happened", formatDateTime(event.occurredAt)],
    ["Known here", formatDateTime(event.knownAt)],
    ["Source", source],
    ["Type", event.type],
    ["Message", event.messageId],
  ] as const;
  return (
    <dl className={css.facts}>
      {facts.map(([label, value]) => (
        <div key={label} className={css.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};

const Checks = ({ event: { schemaVersion, violations, enriched } }: { event: Detail }) => (
  <>
    <h4 className={css.partTitle}>Schema</h4>
    {schemaVersion === null ? <p className={css.quiet}>None held for its name.</p> : null}
    {schemaVersion !== null && violations.length === 0 ? (
      <p className={css.quiet}>As version {schemaVersion} says.</p>
    ) : null}
    {violations.length > 0 ? (
      <ul className={css.plain}>
        {violations.map((one) => (
          <li key={`${one.property} ${one.rule}`} className={css.flag}>
            {violationText(one)} (version {schemaVersion})
          </li>
        ))}
      </ul>
    ) : null}
    {enriched.map(({ rule, properties }) => (
      <p key={rule} className={css.quiet}>
        {rule} added {properties.join(", ")}.
      </p>
    ))}
  </>
);

const Ids = ({ event: { identities, joins } }: { event: Detail }) => {
  const turn = useTurnJoin();
  const nameOf = (id: string): string => {
    const found = identities.find((one) => one.id === id);
    return found ? `${kindText(found.kind)} ${found.value}` : "another id";
  };
  if (identities.length === 0) return null;
  return (
    <>
      <h4 className={css.partTitle}>Ids of this person</h4>
      <ul className={css.plain}>
        {identities.map((one) => (
          <li key={one.id}>
            <span className={css.kind}>{kindText(one.kind)}</span> {one.value}
          </li>
        ))}
      </ul>
      {joins.length > 0 ? <h4 className={css.partTitle}>Which ids belong together</h4> : null}
      <ul className={css.plain}>
        {joins.map((join) => (
          <li key={join.id} className={css.join}>
            <span>
              {nameOf(join.oneId)} and {nameOf(join.otherId)}: {joinText(join)}
            </span>
            <Button
              size="compact-xs"
              variant="default"
              loading={turn.isPending && turn.variables.id === join.id}
              onClick={() =>
                turn.mutate({ id: join.id, verb: join.state === "active" ? "undo" : "make" })
              }
            >
              {join.state === "active" ? "Take apart" : "Join"}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
};

export const EventDetail = ({ id }: { id: string }) => {
  const one = useQuery(eventQuery(id));
  if (one.isPending) return <SkeletonLines lines={5} />;
  if (one.error && !one.data) return <ErrorState error={one.error} doing="load the event" />;
  const event = one.data;
  return (
    <div className={css.detail}>
      <Facts event={event} />
      <h4 className={css.partTitle}>Properties</h4>
      <PlainJson label="Properties" value={event.properties} />
      <Checks event={event} />
      <Ids event={event} />
      <h4 className={css.partTitle}>Context</h4>
      <PlainJson label="Context" value={event.context} />
    </div>
  );
};
