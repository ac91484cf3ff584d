// What can be done with a whole list: import into it, export it as filtered, look into its trash.
import { ActionIcon, Menu } from "@mantine/core";
import type { SchemaObject } from "@rapport/contracts";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { IconDotsVertical } from "../../ui/icons.ts";
import { useMay } from "../access/session.ts";
import { mergeable } from "../duplicates/duplicate-queries.ts";
import { ListDialog } from "../views/list-dialog.tsx";
import { asked } from "./asked-filter.ts";
import type { View } from "./table-view.ts";

export const TableMenu = ({ object, view }: { object: SchemaObject; view: View }) => {
  const mayExport = useMay("exports.run");
  const mayImport = useMay("imports.run");
  const url = (format: "csv" | "jsonl"): string =>
    api.records(object.key).exportUrl({
      format,
      ...asked(view.filter),
      ...(view.sort ? { sort: view.sort } : {}),
    });
  const [listing, setListing] = useState(false);
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${object.labelPlural.toLowerCase()}`}>
            <IconDotsVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayImport ? (
            <Menu.Item
              renderRoot={(props) => (
                <Link to="/imports/new" search={{ object: object.key }} {...props} />
              )}
            >
              Import from a file
            </Menu.Item>
          ) : null}
          {mergeable(object.key) ? (
            <Menu.Item
              renderRoot={(props) => (
                <Link to="/duplicates/$object" params={{ object: object.key }} {...props} />
              )}
            >
              Find duplicates
            </Menu.Item>
          ) : null}
          <Menu.Item onClick={() => setListing(true)}>Add all of these to a list</Menu.Item>
          {mayExport ? (
            <>
              <Menu.Item component="a" href={url("csv")} download>
                Export this list as CSV
              </Menu.Item>
              <Menu.Item component="a" href={url("jsonl")} download>
                Export this list as JSON lines
              </Menu.Item>
            </>
          ) : null}
          <Menu.Item
            renderRoot={(props) => (
              <Link to="/settings/trash" search={{ object: object.key }} {...props} />
            )}
          >
            Trash
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {listing ? (
        <ListDialog
          object={object.key}
          counted={`all shown ${object.labelPlural.toLowerCase()}`}
          what={{ filter: asked(view.filter).filter ?? {} }}
          onClose={() => setListing(false)}
        />
      ) : null}
    </>
  );
};
