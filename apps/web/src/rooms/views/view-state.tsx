// Says when the saved view is not what it was: gone, or with parts that cannot be asked any more.
import { Button } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import type { View } from "../records/table-view.ts";
import { missingWords, savedParts } from "./view.rules.ts";
import { useChangeView } from "./view-writes.ts";
import css from "./views.module.css";

export const ViewState = ({ object, view }: { object: SchemaObject; view: View }) => {
  const change = useChangeView();
  const { current } = view;
  if (view.isGone) {
    return (
      <div className={css.state} role="status">
        <span>
          This view was deleted, or is no longer shared with you. You see all{" "}
          {object.labelPlural.toLowerCase()}.
        </span>
        <Button variant="default" onClick={() => view.show(null)}>
          Close the view
        </Button>
      </div>
    );
  }
  if (!current || current.missing.length === 0) return null;
  const words = current.missing.map(missingWords).join("; ");
  return (
    <div className={css.state} role="status">
      <span>Not all of this view can be shown: {words}.</span>
      {current.isOwn ? (
        <Button
          variant="default"
          loading={change.isPending}
          onClick={() => {
            const parts = savedParts(
              { ...view, widths: view.widths.all, columns: null },
              view.shown,
            );
            change.mutate({ view: current, change: parts, done: `View "${current.name}" saved.` });
          }}
        >
          Save without
        </Button>
      ) : null}
    </div>
  );
};
