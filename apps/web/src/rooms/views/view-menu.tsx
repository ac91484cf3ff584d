// What can be done with the view that is shown: name, share, mark, move, delete.
import { ActionIcon, Menu } from "@mantine/core";
import type { SavedView } from "@rapport/sdk";
import { IconDotsVertical } from "../../ui/icons.ts";
import { moved } from "./view.rules.ts";
import { useChangeView, useDeleteView, useOrderViews } from "./view-writes.ts";

interface ViewMenuProps {
  view: SavedView;
  views: SavedView[];
  onEdit: () => void;
  onSaveAs: () => void;
  onDeleted: () => void;
}

export const ViewMenu = ({ view, views, onEdit, onSaveAs, onDeleted }: ViewMenuProps) => {
  const change = useChangeView();
  const remove = useDeleteView();
  const order = useOrderViews();
  const at = views.findIndex(({ id }) => id === view.id);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon size={24} aria-label={`More for the view ${view.name}`}>
          <IconDotsVertical size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {view.mayChange ? <Menu.Item onClick={onEdit}>Rename or share</Menu.Item> : null}
        <Menu.Item onClick={() => change.mutate({ view, change: { favourite: !view.favourite } })}>
          {view.favourite ? "Remove from favourites" : "Mark as a favourite"}
        </Menu.Item>
        <Menu.Item onClick={onSaveAs}>Save as a new view</Menu.Item>
        {view.mayChange ? (
          <>
            <Menu.Item disabled={at <= 0} onClick={() => order.mutate(moved(views, view.id, -1))}>
              Move left
            </Menu.Item>
            <Menu.Item
              disabled={at >= views.length - 1}
              onClick={() => order.mutate(moved(views, view.id, 1))}
            >
              Move right
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              color="red"
              onClick={() => {
                remove.mutate(view, { onSuccess: onDeleted });
              }}
            >
              Delete view
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
};
