// Filters by list: which lists a filter names, and what is left of it when some of them are not there for the
// asker. A list out of sight holds nothing, like one that never was. Pure.
import type { FilterNode } from "./filter.rules.ts";

type TestNode = Extract<FilterNode, { kind: "test" }>;

export const isListTest = ({ field }: TestNode): boolean =>
  field.key === "list" && field.customId === null;

const idsOf = ({ value }: TestNode): string[] =>
  [value].flat().filter((id): id is string => typeof id === "string");

export function listIdsIn(node: FilterNode | null): string[] {
  if (node === null) return [];
  if (node.kind !== "test") return node.nodes.flatMap(listIdsIn);
  return isListTest(node) ? idsOf(node) : [];
}

export function withVisibleLists(node: FilterNode, visible: ReadonlySet<string>): FilterNode {
  if (node.kind !== "test") {
    return { ...node, nodes: node.nodes.map((child) => withVisibleLists(child, visible)) };
  }
  if (!isListTest(node)) return node;
  return { ...node, value: idsOf(node).filter((id) => visible.has(id)) };
}
