// Sends one file with progress, which fetch cannot tell of in browsers. Rejects with what the server said, or when it
// was given up before it was there.
import type { Attachment, AttachmentPlace } from "@rapport/sdk";
import { api } from "../../platform/api.ts";

export interface Sent {
  data: Attachment;
  actId: string | null;
}

/** What is the same when it is sent again: too large, a program, nothing in it, no such record. */
const finalStatuses = new Set([400, 404, 413, 422]);

/** `isFinal`: sending it again would not help. */
export class NotSent extends Error {
  readonly isFinal: boolean;
  constructor(words: string, isFinal = false) {
    super(words);
    this.name = "NotSent";
    this.isFinal = isFinal;
  }
}

const problemOf = (text: string): string => {
  try {
    const problem: unknown = JSON.parse(text);
    const detail = (problem as { detail?: unknown }).detail;
    if (typeof detail === "string") return detail;
  } catch {
    // Not from this server, for instance from a proxy that has its own limit.
  }
  return "The server did not take the file. Try again, or ask an administrator.";
};

export const sendFile = (
  place: AttachmentPlace,
  file: File,
  onProgress: (sent: number) => void,
  signal?: AbortSignal,
): Promise<Sent> =>
  new Promise((resolve, reject) => {
    // biome-ignore lint/style/noRestrictedGlobals: fetch cannot tell how far an upload is; the address is the SDK's
    const request = new XMLHttpRequest();
    request.open("POST", api.attachments.uploadUrl(place, file.name || "pasted"));
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => {
      if (request.status === 201) {
        const actId = request.getResponseHeader("rapport-act");
        resolve({ data: JSON.parse(request.responseText) as Attachment, actId });
      } else
        reject(new NotSent(problemOf(request.responseText), finalStatuses.has(request.status)));
    };
    request.onerror = () => reject(new NotSent("No connection to the server. Try again."));
    request.onabort = () => reject(new NotSent("Given up."));
    // What the server has whole it also answers: then its id is known.
    let isWhole = false;
    request.upload.onload = () => {
      isWhole = true;
    };
    signal?.addEventListener("abort", () => (isWhole ? undefined : request.abort()));
    request.send(file);
  });
