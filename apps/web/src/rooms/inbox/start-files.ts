// The files of a conversation that a member begins: they stand on the record of the person whom it is to.
import { showDone } from "../../ui/toast.tsx";
import type { StartTo } from "./start.rules.ts";
import type { useStartDraft } from "./start-draft.ts";
import { addFiles, removeFiles, useUnsentFiles } from "./unsent-files.ts";

type Draft = Pick<ReturnType<typeof useStartDraft>, "head" | "change">;

export const useStartFiles = (draft: string, { head, change }: Draft) => {
  const files = useUnsentFiles(draft);
  const personId = head.to?.kind === "person" ? head.to.id : null;
  return {
    files,
    personId,
    onFiles: (chosen: File[]): void => {
      if (personId !== null) addFiles(draft, { object: "people", recordId: personId }, chosen);
      else showDone("No file was added. Choose a person from the list first, then add the files.");
    },
    onTo: (to: StartTo | null): void => {
      removeFiles(draft);
      if (files.length > 0) showDone("The files were removed: they were on the person’s record.");
      change({ to });
    },
  };
};
