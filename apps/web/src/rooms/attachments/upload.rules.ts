// The files that are on their way, as a list that only grows, moves on and empties. Pure.

export interface Uploading {
  key: number;
  name: string;
  bytes: number;
  sent: number;
  /** What went wrong, and what to do; null while it goes well. */
  error: string | null;
}

export type UploadEvent =
  | { kind: "start"; files: readonly Pick<Uploading, "key" | "name" | "bytes">[] }
  | { kind: "progress"; key: number; sent: number }
  | { kind: "fail"; key: number; error: string }
  | { kind: "leave"; key: number };

export const uploads = (now: readonly Uploading[], event: UploadEvent): readonly Uploading[] => {
  if (event.kind === "start") {
    return [...now, ...event.files.map((file) => ({ ...file, sent: 0, error: null }))];
  }
  if (event.kind === "leave") return now.filter(({ key }) => key !== event.key);
  return now.map((file) => {
    if (file.key !== event.key) return file;
    return event.kind === "fail" ? { ...file, error: event.error } : { ...file, sent: event.sent };
  });
};

export const percentOf = ({ sent, bytes }: Pick<Uploading, "sent" | "bytes">): number =>
  bytes === 0 ? 100 : Math.min(100, Math.round((sent / bytes) * 100));

const UNITS = ["B", "kB", "MB", "GB"];

/** "1.4 MB". */
export const sizeText = (bytes: number): string => {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(bytes || 1) / 3)));
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
};

/** What a person calls the type. */
export const typeText = (type: string): string => {
  const known: Record<string, string> = {
    "application/pdf": "PDF",
    "application/zip": "Archive or Office document",
    "application/x-ole-storage": "Office document",
    "text/plain": "Text",
    "text/html": "Web page",
    "text/xml": "XML",
    "application/octet-stream": "File",
  };
  return known[type] ?? type.split("/").at(-1)?.toUpperCase() ?? "File";
};
