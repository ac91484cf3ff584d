// An empty list: nothing matches, or nothing is there yet. Each has one way on.
import { Button } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import { ObjectIcon } from "../../frame/object-icon.tsx";
import { EmptyState } from "../../ui/states.tsx";
import type { View } from "./table-view.ts";

export const NoRows = ({
  object,
  view,
  onNew,
}: {
  object: SchemaObject;
  view: View;
  onNew: () => void;
}) => {
  const many = object.labelPlural.toLowerCase();
  if (view.filter) {
    return (
      <EmptyState
        title={`No ${many} match`}
        action={
          <Button variant="default" onClick={() => view.setFilter(undefined)}>
            Clear the filter
          </Button>
        }
      >
        Loosen a condition above, or clear them all.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ObjectIcon object={object.key} size={24} />}
      title={`No ${many} yet`}
      action={
        object.can.create ? <Button onClick={onNew}>New {object.label.toLowerCase()}</Button> : null
      }
    >
      {`Everything about your ${many} will be here. Add the first one, or import a file from the menu above.`}
    </EmptyState>
  );
};
