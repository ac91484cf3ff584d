// Uploads of several files to one record, two at a time; one message with an undo when they are done.
import type { AttachmentPlace } from "@rapport/sdk";
import { useReducer, useRef } from "react";
import { queryClient } from "../../platform/api.ts";
import { formatCount } from "../../ui/format.rules.ts";
import { showUndo } from "../../ui/toast.tsx";
import { sendFile } from "./send-file.ts";
import { uploads } from "./upload.rules.ts";

const AT_ONCE = 2;

export const filesKey = ({ object, recordId }: AttachmentPlace) => ["files", object, recordId];

export const refreshFiles = async (place: AttachmentPlace): Promise<void> => {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: filesKey(place) }),
    queryClient.invalidateQueries({ queryKey: ["timeline", place.object, place.recordId] }),
  ]);
};

export const useUploads = (place: AttachmentPlace) => {
  const [pending, tell] = useReducer(uploads, []);
  const lastKey = useRef(0);

  const sendOne = async (key: number, file: File): Promise<string | null> => {
    try {
      const { actId } = await sendFile(place, file, (sent) =>
        tell({ kind: "progress", key, sent }),
      );
      tell({ kind: "leave", key });
      await queryClient.invalidateQueries({ queryKey: filesKey(place) });
      return actId;
    } catch (error) {
      tell({ kind: "fail", key, error: error instanceof Error ? error.message : "Not taken." });
      return null;
    }
  };

  const add = async (files: readonly File[]): Promise<void> => {
    const queue = files.map((file) => {
      lastKey.current += 1;
      return { key: lastKey.current, file };
    });
    tell({
      kind: "start",
      files: queue.map(({ key, file }) => ({ key, name: file.name, bytes: file.size })),
    });
    const acts: string[] = [];
    const line = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const actId = await sendOne(next.key, next.file);
        if (actId) acts.push(actId);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, line));
    if (acts.length > 0) showUndo(`${formatCount(acts.length, "file", "files")} added.`, acts);
    await refreshFiles(place);
  };

  return { pending, add, dismiss: (key: number) => tell({ kind: "leave", key }) };
};
