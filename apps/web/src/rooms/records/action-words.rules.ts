// The names of acts in a person's words.

const WORDS: Record<string, string> = {
  create: "created it",
  update: "changed it",
  upsert: "changed it",
  delete: "moved it to the trash",
  restore: "took it out of the trash",
  purge: "removed it for good",
};

/** "update" or "records.update" as "changed it". */
export const actionWords = (action: string): string => {
  const verb = action.split(".").at(-1) ?? action;
  return WORDS[verb] ?? verb.replaceAll("_", " ");
};
