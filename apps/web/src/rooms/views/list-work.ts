// What is done with records in a list that is there, or is made for it.
import type { ListAddition } from "@rapport/sdk";
import { api } from "../../platform/api.ts";

/** What to do with which records, in a list that is there or is made first. */
export interface ListWork {
  verb: "add" | "take out";
  list: { id: string; name: string } | { name: string };
  what: ListAddition;
}

/** A list that was made only to be filled does not stay empty. What was refused first is what the person hears of. */
const takeBack = async (actId: string | null): Promise<void> => {
  if (actId !== null) await api.undo(actId).catch(() => undefined);
};

export const workOnList = async (object: string, { verb, list, what }: ListWork) => {
  const made = "id" in list ? null : await api.lists.create({ object, name: list.name });
  const id = "id" in list ? list.id : (made?.data.id ?? "");
  const ids = "recordIds" in what ? what.recordIds : [];
  try {
    const done = verb === "add" ? await api.lists.add(id, what) : await api.lists.takeOut(id, ids);
    const acts = [made?.actId, done.actId].filter((act) => typeof act === "string");
    return { acts, changed: done.data };
  } catch (error) {
    await takeBack(made?.actId ?? null);
    throw error;
  }
};
