// The saved views of a list as tabs, each with an address of its own; what was changed over the one shown is marked
// and can be saved, saved as another, or taken back.
import { Button } from "@mantine/core";
import type { SchemaObject, ViewAudience } from "@rapport/contracts";
import type { SavedView } from "@rapport/sdk";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { IconStar } from "../../ui/icons.ts";
import type { View } from "../records/table-view.ts";
import { savedParts } from "./view.rules.ts";
import { ViewDialog } from "./view-dialog.tsx";
import { ViewMenu } from "./view-menu.tsx";
import { useChangeView, useSaveAs } from "./view-writes.ts";
import css from "./views.module.css";

interface ViewTabsProps {
  object: SchemaObject;
  view: View;
}

interface TabProps {
  object: string;
  id: string | null;
  name: string;
  shown: boolean;
  changed: boolean;
  favourite?: boolean;
}

const Tab = ({ object, id, name, shown, changed, favourite = false }: TabProps) => {
  const tab = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (!shown) return;
    // With the next frame, which lays the screen out anyway.
    const frame = requestAnimationFrame(() =>
      tab.current?.scrollIntoView({ block: "nearest", inline: "nearest" }),
    );
    return () => cancelAnimationFrame(frame);
  }, [shown]);
  return (
    <Link
      ref={tab}
      to="/o/$object"
      params={{ object }}
      search={id === null ? {} : { view: id }}
      className={css.tab}
      data-shown={shown || undefined}
      aria-current={shown ? "page" : undefined}
    >
      {favourite ? <IconStar size={12} aria-label="Favourite:" role="img" /> : null}
      <span className="r-ellipsis">{name}</span>
      {changed ? <span className={css.dot} role="img" aria-label="Changed, not saved" /> : null}
    </Link>
  );
};

const partsOf = (view: View) =>
  savedParts({ ...view, widths: view.widths.all, columns: null }, view.shown);

const SaveBar = ({ view, onSaveAs }: { view: View; onSaveAs: () => void }) => {
  const change = useChangeView();
  const { current } = view;
  const save = (saved: SavedView): void => {
    const done = `View "${saved.name}" saved.`;
    change.mutate(
      { view: saved, change: partsOf(view), done },
      { onSuccess: () => view.discard() },
    );
  };
  return (
    <div className={css.save}>
      {current?.mayChange ? (
        <Button variant="default" loading={change.isPending} onClick={() => save(current)}>
          Save
        </Button>
      ) : null}
      <Button variant={current?.mayChange ? "subtle" : "default"} color="gray" onClick={onSaveAs}>
        Save as view
      </Button>
      {current ? (
        <Button variant="subtle" color="gray" onClick={view.discard}>
          Discard changes
        </Button>
      ) : null}
    </div>
  );
};

type Chosen = { name: string; sharedWith: ViewAudience };

const SaveAsDialog = ({ object, view, onClose }: ViewTabsProps & { onClose: () => void }) => {
  const create = useSaveAs();
  const save = (chosen: Chosen): void =>
    create.mutate(
      { object: object.key, ...chosen, ...partsOf(view) },
      {
        onSuccess: ({ data }) => {
          view.widths.reset();
          onClose();
          view.show(data.id);
        },
      },
    );
  return (
    <ViewDialog
      title="Save as a new view"
      action="Save view"
      start={{ name: view.current ? `${view.current.name} (copy)` : "", sharedWith: "me" }}
      error={create.error}
      busy={create.isPending}
      onSave={save}
      onClose={onClose}
    />
  );
};

const EditDialog = ({ view, onClose }: { view: SavedView; onClose: () => void }) => {
  const change = useChangeView();
  const save = (chosen: Chosen): void =>
    change.mutate(
      { view, change: chosen, done: `View "${chosen.name}" saved.` },
      { onSuccess: onClose },
    );
  return (
    <ViewDialog
      title="Rename or share the view"
      action="Save"
      start={view}
      error={change.error}
      busy={change.isPending}
      onSave={save}
      onClose={onClose}
    />
  );
};

export const ViewTabs = ({ object, view }: ViewTabsProps) => {
  const [dialog, setDialog] = useState<"save-as" | "edit" | null>(null);
  const { current, views } = view;
  const close = (): void => setDialog(null);
  return (
    <div className={css.bar}>
      <nav className={css.tabs} aria-label={`Views of ${object.labelPlural.toLowerCase()}`}>
        <Tab
          object={object.key}
          id={null}
          name={`All ${object.labelPlural.toLowerCase()}`}
          shown={!current}
          changed={false}
        />
        {views.map((one) => (
          <Tab
            key={one.id}
            object={object.key}
            id={one.id}
            name={one.name}
            favourite={one.favourite}
            shown={current?.id === one.id}
            changed={current?.id === one.id && view.isChanged}
          />
        ))}
      </nav>
      {current ? (
        <ViewMenu
          view={current}
          views={views}
          onEdit={() => setDialog("edit")}
          onSaveAs={() => setDialog("save-as")}
          onDeleted={() => view.show(null)}
        />
      ) : null}
      {view.isChanged ? <SaveBar view={view} onSaveAs={() => setDialog("save-as")} /> : null}
      {dialog === "save-as" ? <SaveAsDialog object={object} view={view} onClose={close} /> : null}
      {dialog === "edit" && current ? <EditDialog view={current} onClose={close} /> : null}
    </div>
  );
};
