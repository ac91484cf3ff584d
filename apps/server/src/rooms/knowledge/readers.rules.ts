// Who may read a page: decided from names of groups alone.
import type { Principal } from "../../platform/context.ts";

export const publicReaders = ["public"] as const;

/** The groups that a member is one of. */
export const groupNames = (
  groups: { roleId: string | null; teamIds: readonly string[] } | null,
): string[] =>
  groups === null
    ? [...publicReaders, "members"]
    : [
        ...publicReaders,
        "members",
        ...(groups.roleId === null ? [] : [`role:${groups.roleId}`]),
        ...groups.teamIds.map((id) => `team:${id}`),
      ];

export const mayManage = ({ rights }: Principal): boolean => rights.has("knowledge.manage");

export const mayRead = (readers: readonly string[], mine: readonly string[] | null): boolean =>
  mine === null || readers.some((reader) => mine.includes(reader));

const readerPattern = /^(?:public|members|(?:team|role):[0-9a-f-]{36})$/;

/** As a query parameter has them; null when one is none. */
export function readersOfText(text: string | undefined): string[] | null {
  if (text === undefined) return ["members"];
  const readers = [...new Set(text.split(",").filter((part) => part !== ""))];
  const isSound = readers.length > 0 && readers.length <= 20;
  return isSound && readers.every((reader) => readerPattern.test(reader)) ? readers : null;
}
