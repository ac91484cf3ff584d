// Imports from a file: upload, mapping, dry run, run, cancel, undo, and the rows that were refused.
import type { ImportChange, ImportDescription, Page } from "@rapport/contracts";
import type { Transport } from "./transport.ts";

export interface ImportUpload {
  /** Kind of record; suggested from the columns unless told. */
  object?: string;
  /** The file as it is: CSV or JSON lines, plain or gzip. */
  body: NonNullable<RequestInit["body"]>;
  fileName?: string;
  contentType?: string;
  /** Detected unless told. */
  encoding?: string;
  delimiter?: string;
}

export const createImportsClient = (transport: Transport) => {
  const at = (id: string): string => `/imports/${encodeURIComponent(id)}`;
  const act = async (id: string, verb: string): Promise<ImportDescription> =>
    (await transport.call<ImportDescription>("POST", `${at(id)}/${verb}`)).body;
  return {
    /** Newest first. */
    list: async (
      query: { limit?: number; cursor?: string } = {},
    ): Promise<Page<ImportDescription>> =>
      (await transport.call<Page<ImportDescription>>("GET", "/imports", { query })).body,
    get: async (id: string): Promise<ImportDescription> =>
      (await transport.call<ImportDescription>("GET", at(id))).body,
    /** Stores the file and answers its columns with a suggested mapping. Nothing is imported yet. */
    upload: async (upload: ImportUpload): Promise<ImportDescription> => {
      const { object, fileName, encoding, delimiter } = upload;
      const query = { object, fileName, encoding, delimiter };
      const raw = {
        body: upload.body,
        contentType: upload.contentType ?? "application/octet-stream",
      };
      return (await transport.call<ImportDescription>("POST", "/imports", { query, raw })).body;
    },
    update: async (id: string, data: ImportChange): Promise<ImportDescription> =>
      (await transport.call<ImportDescription>("PATCH", at(id), { json: data })).body,
    /** Reads the whole file and counts what would happen, without writing a record. */
    dryRun: (id: string) => act(id, "dry-run"),
    run: (id: string) => act(id, "run"),
    cancel: (id: string) => act(id, "cancel"),
    /** Puts back every record that the import created or changed. */
    undo: (id: string) => act(id, "undo"),
    /** Address of the refused rows with line numbers and reasons, as CSV. */
    errorsUrl: (id: string): string => transport.url(`${at(id)}/errors.csv`),
  };
};
