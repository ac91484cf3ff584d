// Keys of custom fields and objects: made from a label where none is given, and never one that means
// something else already, in a URL, in the audit log or to JavaScript itself.
import { standardObjectKeys } from "@rapport/contracts";
import { AppError, invalid } from "../../platform/errors.ts";

export const fieldKeyShape = /^[a-z][a-zA-Z0-9_]{0,49}$/;
export const objectKeyShape = /^[a-z][a-z0-9_]{0,39}$/;

/** Names that entries of the audit log, references, rights and addresses use for other things. */
const reservedObjectKeys = new Set<string>([
  ...standardObjectKeys,
  "action_choices",
  "action_draws",
  "action_trials",
  "api_keys",
  "attachments",
  "channels",
  "conversations",
  "automations",
  "dashboards",
  "dismissals",
  "exports",
  "fields",
  "imports",
  "inbox",
  "invitations",
  "line_items",
  "list_members",
  "lists",
  "macros",
  "members",
  "merges",
  "model_feedback",
  "models",
  "notifications",
  "object_types",
  "pipelines",
  "quotes",
  "records",
  "relations",
  "reports",
  "roles",
  "schema",
  "search",
  "segments",
  "sessions",
  "stages",
  "teams",
  "templates",
  "trash",
  "undo",
  "users",
  "views",
  "webhooks",
  "workspaces",
]);

const otherLetters = /[\p{L}\p{Emoji_Presentation}]/u;
const latin = /[\p{Script=Latin}\p{M}\p{ASCII}]/gu;

/** Labels of other scripts have keys of their own too: what Latin letters and digits leave out is told by a digest. */
export function keyFrom(label: string): string {
  const key = latinKey(label);
  const isLatin = !otherLetters.test(label.normalize("NFKD").replace(latin, ""));
  return isLatin && key !== "f_" ? key : `${key.slice(0, 30).replace(/_$/, "")}_${digest(label)}`;
}

/** FNV-1a over the label, in letters and digits: seven at most. */
function digest(label: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(label.normalize("NFKC").trim())) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(36);
}

function latinKey(label: string): string {
  const words = label
    .normalize("NFKD")
    .replace(/[^a-zA-Z0-9 ]/g, "")
    .trim()
    .toLowerCase()
    .split(/\s+/);
  const key = words.join("_").slice(0, 38);
  return /^[a-z]/.test(key) ? key : `f_${key}`;
}

/** Every object of JavaScript answers to these; a value under such a key could not be told from none. */
const isBuiltIn = (key: string) => key in {};

export function checkFieldKey(key: string): string {
  if (!isBuiltIn(key)) return key;
  throw invalid("records.key_reserved", `"${key}" cannot be the key of a field. Choose another.`);
}

/** Whether a workspace may call an object of its own so; what else is undone needs a name that none can have. */
export function isFreeObjectKey(key: string): boolean {
  return objectKeyShape.test(key) && !isBuiltIn(key) && !reservedObjectKeys.has(key);
}

export function checkObjectKey(key: string): string {
  if (!isBuiltIn(key) && !reservedObjectKeys.has(key)) return key;
  throw new AppError(
    "conflict",
    "records.key_in_use",
    `"${key}" names something else already. Choose another key.`,
  );
}
