// What to do next for one record: the best action first, what it adds and why, one click that does it.
import { Button, Group, Text } from "@mantine/core";
import { type ActionEntity, actionEntities, type NextAction } from "@rapport/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconBulb } from "../../ui/icons.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SkeletonLines } from "../../ui/states.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { nextActionsQuery, useTake, useTellAction } from "./action-queries.ts";
import {
  effectText,
  outlookText,
  shareText,
  spanText,
  verdictTone,
  verdictWords,
} from "./action-words.rules.ts";
import css from "./actions.module.css";

interface OneProps {
  object: ActionEntity;
  id: string;
  action: NextAction;
}

const Effect = ({ action: { effect, chance } }: { action: NextAction }) => {
  if (effect !== null)
    return (
      <p className={css.value}>
        <b>{effectText(effect)}</b> <span>points ({spanText(effect)})</span>
      </p>
    );
  if (chance === null) return null;
  return (
    <p className={css.value}>
      <span>
        {chance.title}: {outlookText(chance)} that {chance.outcome}, whatever one does
      </span>
    </p>
  );
};

const Why = ({ action: { reasons, hiddenReasons, effect } }: { action: NextAction }) =>
  effect === null || reasons.length + hiddenReasons === 0 ? null : (
    <div>
      <p className={css.why}>Why here, against the average (points)</p>
      <ul className={css.reasons}>
        {reasons.map(({ feature, words, share }) => (
          <li key={feature}>
            <span>{words}</span>
            <span className={css.num}>{shareText(share)}</span>
          </li>
        ))}
      </ul>
      {hiddenReasons > 0 ? (
        <Text size="xs" c="dimmed">
          {hiddenReasons} more on what your role may not read.
        </Text>
      ) : null}
    </div>
  );

const Taken = ({ taken }: { taken: NonNullable<NextAction["taken"]> }) => (
  <Text size="sm">
    Task made <RelativeTime value={taken.at} />.{" "}
    {taken.taskId === null ? null : (
      <Link className="r-link" to="/o/$object/$id" params={{ object: "tasks", id: taken.taskId }}>
        Open the task
      </Link>
    )}
  </Text>
);

const Buttons = ({ object, id, action }: OneProps) => {
  const take = useTake(object, id);
  const tell = useTellAction(object, id);
  const isDisliked = action.feedback === "not-helpful";
  const say = () =>
    tell.mutate({ action: action.action, says: isDisliked ? "helpful" : "not-helpful" });
  const isFirst = action.verdict === "helps" || action.verdict === "drawn";
  return (
    <Group gap={6}>
      {action.mayDo && action.taken === null ? (
        <Button
          variant={isFirst ? "filled" : "default"}
          loading={take.isPending}
          onClick={() => take.mutate(action)}
        >
          Make task
        </Button>
      ) : null}
      <Button
        variant={isDisliked ? "light" : "subtle"}
        aria-pressed={isDisliked}
        aria-label={`Not helpful: ${action.title}`}
        loading={tell.isPending}
        onClick={say}
      >
        Not helpful
      </Button>
    </Group>
  );
};

const One = (props: OneProps) => {
  const { action } = props;
  return (
    <li className={css.action} aria-label={action.title}>
      <header>
        <h4>{action.title}</h4>
        <StatusBadge tone={verdictTone[action.verdict]}>{verdictWords[action.verdict]}</StatusBadge>
      </header>
      <Effect action={action} />
      <Text size="sm">{action.words}</Text>
      <Why action={action} />
      {action.evidence === "" || action.effect === null ? null : (
        <Text size="xs" c="dimmed">
          {action.evidence}
        </Text>
      )}
      {action.taken === null ? null : <Taken taken={action.taken} />}
      <Buttons {...props} />
    </li>
  );
};

const Panel = ({ object, id }: { object: ActionEntity; id: string }) => {
  const { data, isPending } = useQuery(nextActionsQuery(object, id));
  // It holds its place: what stands below must not jump away from whoever reads or types there.
  if (isPending)
    return (
      <div className={css.panel}>
        <SkeletonLines height={14} />
      </div>
    );
  if (!data || data.data.length === 0) return null;
  return (
    <section className={css.panel} aria-label="What to do next">
      <h3>
        <IconBulb size={14} aria-hidden="true" /> What to do next
      </h3>
      <p className={css.summary}>{data.summary}</p>
      <ul className={css.list}>
        {data.data.map((action) => (
          <One key={action.action} object={object} id={id} action={action} />
        ))}
      </ul>
    </section>
  );
};

const isEntity = (object: string): object is ActionEntity =>
  (actionEntities as readonly string[]).includes(object);

/** Nothing where there is nothing to do: most kinds of records have no actions. */
export const NextActions = ({ object, id }: { object: string; id: string }) =>
  isEntity(object) ? <Panel object={object} id={id} /> : null;
