// Files on records. A browser that wants to show progress sends the file to `uploadUrl` by itself.
import type { Attachment } from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";
import { countedBody } from "./upload-body.ts";

/** The record that a file is on. */
export interface AttachmentPlace {
  object: string;
  recordId: string;
}

export const createAttachmentsClient = (transport: Transport) => {
  const at = (id: string): string => `/attachments/${encodeURIComponent(id)}`;
  const query = ({ object, recordId }: AttachmentPlace, fileName: string) => ({
    object,
    recordId,
    fileName,
  });
  return {
    /** All of a record, newest first. */
    list: async (place: AttachmentPlace, options?: RequestOptions): Promise<Attachment[]> =>
      (await transport.get<{ data: Attachment[] }>("/attachments", { ...place }, options)).data,
    get: (id: string, options?: RequestOptions): Promise<Attachment> =>
      transport.get<Attachment>(at(id), {}, options),
    /** Attaches a file. Its type is told from its bytes. */
    add: async (
      place: AttachmentPlace,
      file: { fileName: string; body: NonNullable<RequestInit["body"]> },
      {
        onUpload,
        ...options
      }: RequestOptions & {
        onUpload?: (bytes: { sent: number; total: number | null }) => void;
      } = {},
    ): Promise<Written<Attachment>> => {
      const plain = { body: file.body, finish: () => undefined };
      const counted = onUpload ? countedBody(file.body, onUpload) : plain;
      const done = await transport.write<Attachment>("POST", "/attachments", {
        ...options,
        query: query(place, file.fileName),
        raw: { body: counted.body, contentType: "application/octet-stream" },
      });
      counted.finish();
      return done;
    },
    /** Where a page sends a file itself, as `application/octet-stream` in a POST. */
    uploadUrl: (place: AttachmentPlace, fileName: string): string =>
      transport.url("/attachments", query(place, fileName)),
    rename: (
      id: string,
      fileName: string,
      options: RequestOptions = {},
    ): Promise<Written<Attachment>> =>
      transport.write<Attachment>("PATCH", at(id), { ...options, json: { fileName } }),
    /** Can be undone for 30 days. */
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
    /** The address of the file for the browser's session; pictures are shown unless `download`. */
    contentUrl: (id: string, { download = false }: { download?: boolean } = {}): string =>
      transport.url(`${at(id)}/content`, { download: download ? "true" : undefined }),
    /** The file; the caller reads its body. */
    content: (id: string, options: RequestOptions = {}): Promise<Response> =>
      transport.stream(`${at(id)}/content`, options),
  };
};
