// ⌘K: one field for records (found by the server, typos forgiven), places and acts. A combobox over one list; the
// arrow keys move, Enter goes: to what was typed, also when the server has not answered yet.
import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { ObjectIcon } from "../../frame/object-icon.tsx";
import { api } from "../../platform/api.ts";
import { fitsWords } from "../../ui/fits-words.rules.ts";
import { IconSearch } from "../../ui/icons.ts";
import { useSchema } from "../records/schema.ts";
import { type Command, commandsFor, matching } from "./commands.tsx";
import css from "./palette.module.css";

const TYPING_MS = 120;
const HITS = 12;

const useHits = (typed: string) => {
  const asked = typed.trim();
  const [settled] = useDebouncedValue(asked, TYPING_MS);
  const { data, error, isPending, isPlaceholderData } = useQuery({
    queryKey: ["search", settled],
    queryFn: ({ signal }) => api.search({ q: settled, limit: HITS }, { signal }),
    enabled: settled.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const isSettled = asked === "" || (settled === asked && !isPending && !isPlaceholderData);
  const hits = asked === "" ? [] : (data ?? []);
  // What was found for fewer letters stays where it fits, until the answer comes.
  return {
    hits: isSettled ? hits : hits.filter(({ title }) => fitsWords(title, asked)),
    isSettled,
    error,
  };
};

interface PaletteProps {
  onClose: () => void;
  onHelp: () => void;
}

const useOffered = (typed: string, acts: Parameters<typeof commandsFor>[1]) => {
  const schema = useSchema();
  const navigate = useNavigate();
  const { hits, isSettled, error } = useHits(typed);
  const found = useMemo((): Command[] => {
    return hits.map((hit) => {
      const label = schema.find((object) => object.key === hit.object)?.label ?? hit.object;
      return {
        id: `hit-${hit.object}-${hit.id}`,
        group: "Records",
        label: hit.title || "Untitled",
        hint: [label, hit.subtitle].filter(Boolean).join(" · "),
        icon: <ObjectIcon object={hit.object} />,
        run: () =>
          void navigate({ to: "/o/$object/$id", params: { object: hit.object, id: hit.id } }),
      };
    });
  }, [hits, schema, navigate]);
  const commands = matching(commandsFor(schema, acts), typed);
  return { offered: [...found, ...commands], isSettled, error };
};

export const CommandPalette = ({ onClose, onHelp }: PaletteProps) => {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const [isEntered, setEntered] = useState(false);
  const { offered, isSettled, error } = useOffered(typed, {
    go: (to) => router.history.push(to),
    help: onHelp,
  });
  const current = Math.min(at, Math.max(0, offered.length - 1));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new question starts at the top
  useEffect(() => {
    setAt(0);
    setEntered(false);
  }, [typed]);
  useEffect(() => {
    list.current?.querySelector(`#option-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const run = (command: Command | undefined): void => {
    if (!command) return;
    onClose();
    command.run();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the answer is there
  useEffect(() => {
    if (isEntered && isSettled) run(offered[0]);
  }, [isEntered, isSettled]);
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      setAt((current + step + offered.length) % Math.max(1, offered.length));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (isSettled || current > 0) run(offered[current]);
      else setEntered(true);
    }
  };

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={620}
      radius="lg"
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
      attributes={{ content: { "aria-label": "Search and commands" } }}
    >
      <div className={css.field}>
        <IconSearch size={17} aria-hidden="true" />
        <input
          data-autofocus
          className={css.input}
          placeholder="Search people, companies, deals… or type a command"
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={offered.length > 0 ? `option-${current}` : undefined}
          aria-label="Search and commands"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div ref={list} id="palette-list" role="listbox" aria-label="Results" className={css.list}>
        {offered.map((command, index) => (
          <PaletteOption
            key={command.id}
            command={command}
            index={index}
            head={offered[index - 1]?.group !== command.group}
            active={index === current}
            onPoint={() => setAt(index)}
            onRun={() => run(command)}
          />
        ))}
      </div>
      <p className={css.foot} role="status">
        {error ? "The search did not answer. Commands still work." : ""}
        {!error && isSettled && offered.length === 0
          ? `Nothing found for “${typed}”. Check the spelling or try fewer words.`
          : ""}
        {offered.length > 0 && !error ? "↑ ↓ to move, Enter to open, Esc to close" : ""}
      </p>
    </Modal>
  );
};

interface OptionProps {
  command: Command;
  index: number;
  head: boolean;
  active: boolean;
  onPoint: () => void;
  onRun: () => void;
}

const PaletteOption = ({ command, index, head, active, onPoint, onRun }: OptionProps) => (
  <>
    {head ? (
      <div className={css.group} role="presentation">
        {command.group}
      </div>
    ) : null}
    {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above owns the keys */}
    <div
      id={`option-${index}`}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      className={css.option}
      onMouseMove={onPoint}
      onClick={onRun}
    >
      <span className={css.icon}>{command.icon}</span>
      <span className={css.label}>{command.label}</span>
      <span className={css.hint}>{command.hint}</span>
    </div>
  </>
);
