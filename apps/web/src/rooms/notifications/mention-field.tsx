// A text in which "@" opens a list of members: moved through by arrows, taken by Enter or Tab, left by Escape. Who
// would not see the record is told while writing. In the field a mention reads "@Ann Lee"; what is saved names the id.
import { Textarea, type TextareaProps } from "@mantine/core";
import type { Mentionable } from "@rapport/contracts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type Ref, useId, useRef, useState } from "react";
import { api } from "../../platform/api.ts";
import { IconAlertTriangle } from "../../ui/icons.ts";
import css from "./mention.module.css";
import {
  type ChosenMention,
  mentionAt,
  stillNamed,
  withChosen,
  withMention,
} from "./mention-text.rules.ts";

interface MentionFieldProps extends Omit<TextareaProps, "value" | "onChange" | "about"> {
  /** The record that the text is about. */
  about: { object: string; id: string };
  value: string;
  chosen: readonly ChosenMention[];
  onChange: (value: string, chosen: readonly ChosenMention[]) => void;
  fieldRef?: Ref<HTMLTextAreaElement>;
  enabled: boolean;
  /** Where there is no room under the field. */
  listAbove?: boolean;
}

const useMembers = (about: { object: string; id: string }, q: string | null) =>
  useQuery({
    queryKey: ["mentionable", about.object, about.id, q],
    queryFn: ({ signal }) =>
      api.notifications.mentionable(about.object, about.id, q ? { q } : {}, { signal }),
    enabled: q !== null,
    placeholderData: keepPreviousData,
  }).data ?? [];

interface OptionsProps {
  id: string;
  members: Mentionable[];
  at: number;
  onTake: (member: Mentionable) => void;
}

const Options = ({ id, members, at, onTake }: OptionsProps) => (
  <div id={id} role="listbox" aria-label="Members to mention" className={css.options} tabIndex={-1}>
    {members.map((member, index) => (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the text field owns the keys
      <div
        key={member.id}
        id={`${id}-${index}`}
        role="option"
        aria-selected={index === at}
        tabIndex={-1}
        className={css.option}
        data-active={index === at || undefined}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => onTake(member)}
      >
        <span>{member.name}</span>
        <span className={css.hint}>{member.maySee ? member.email : "may not see this record"}</span>
      </div>
    ))}
  </div>
);

export const MentionField = (props: MentionFieldProps) => {
  const { about, value, chosen, onChange, enabled, fieldRef, listAbove, ...rest } = props;
  const own = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [asked, setAsked] = useState<{ from: number; text: string } | null>(null);
  const [at, setAt] = useState(0);
  const members = useMembers(about, enabled ? (asked?.text ?? null) : null);
  const isOpen = asked !== null && members.length > 0;
  const index = Math.min(at, members.length - 1);
  const blind = stillNamed(value, chosen).filter((one) => !one.maySee);

  const look = (field: HTMLTextAreaElement): void => {
    setAsked(enabled ? mentionAt(field.value, field.selectionStart) : null);
    setAt(0);
  };
  const take = (member: Mentionable): void => {
    if (!asked) return;
    const next = withMention(value, asked, member.name);
    const { id: memberId, name, maySee } = member;
    onChange(next.text, withChosen(chosen, { memberId, name, maySee }));
    setAsked(null);
    requestAnimationFrame(() => {
      own.current?.focus();
      own.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const member = members[index];
    if (!isOpen || !member) {
      rest.onKeyDown?.(event);
      return;
    }
    const keys: Record<string, () => void> = {
      ArrowDown: () => setAt((index + 1) % members.length),
      ArrowUp: () => setAt((index + members.length - 1) % members.length),
      Enter: () => take(member),
      Tab: () => take(member),
      Escape: () => setAsked(null),
    };
    const act = keys[event.key];
    if (!act || event.metaKey || event.ctrlKey) return rest.onKeyDown?.(event);
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  return (
    <div className={css.field} data-list-above={listAbove || undefined}>
      <Textarea
        {...rest}
        ref={(element) => {
          own.current = element;
          if (typeof fieldRef === "function") fieldRef(element);
          else if (fieldRef) fieldRef.current = element;
        }}
        value={value}
        role={enabled ? "combobox" : undefined}
        aria-autocomplete={enabled ? "list" : undefined}
        aria-expanded={enabled ? isOpen : undefined}
        aria-controls={isOpen ? listId : rest["aria-controls"]}
        aria-activedescendant={isOpen ? `${listId}-${index}` : rest["aria-activedescendant"]}
        onChange={(event) => {
          onChange(event.currentTarget.value, chosen);
          look(event.currentTarget);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setAsked(null)}
      />
      {isOpen ? <Options id={listId} members={members} at={index} onTake={take} /> : null}
      <div role="status">
        {blind.map((one) => (
          <p key={one.memberId} className={css.warning}>
            <IconAlertTriangle size={14} aria-hidden="true" /> {one.name} may not see this record,
            and will not be told.
          </p>
        ))}
      </div>
    </div>
  );
};
