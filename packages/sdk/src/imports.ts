// Imports from a file: upload, mapping, dry run, run, cancel, undo, and the rows that were refused. An import runs
// on the server; `wait` asks how it goes until it rests, and `importFile` does all of it in one call.
import type { ImportChange, ImportDescription, ImportStatus, Page } from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import { createList, type PageQuery } from "./pages.ts";
import { waitMs } from "./retry.ts";
import type { Transport } from "./transport.ts";
import type { KeptRecord } from "./types.ts";
import { countedBody } from "./upload-body.ts";

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

export type UploadOptions = RequestOptions & {
  /** Bytes sent so far. Where the runtime cannot send streams (browsers), called once, at the end. */
  onUpload?: (bytes: { sent: number; total: number | null }) => void;
};

export type WaitOptions = RequestOptions & {
  /** Between two looks, in ms. Default 500. */
  pollMs?: number;
  /** Told at each look: status, rows and bytes done, rows a second, seconds left. */
  onProgress?: (state: ImportDescription) => void;
};

export type ImportFileOptions = Pick<UploadOptions, "onUpload"> &
  Pick<WaitOptions, "pollMs" | "onProgress"> & {
    /** Mapping, mode, key and the like; the suggested mapping and `create` unless told. */
    change?: ImportChange;
    /** Count what would happen, and write nothing. */
    dryRun?: boolean;
    /** For each of the requests. */
    request?: RequestOptions;
  };

const working: ReadonlySet<ImportStatus> = new Set(["checking", "running", "undoing"]);

export const createImportsClient = (transport: Transport) => {
  const at = (id: string): string => `/imports/${encodeURIComponent(id)}`;
  const act = async (
    id: string,
    verb: string,
    options?: RequestOptions,
  ): Promise<ImportDescription> =>
    (await transport.write<ImportDescription>("POST", `${at(id)}/${verb}`, options)).data;

  const get = (id: string, options?: RequestOptions): Promise<ImportDescription> =>
    transport.get<ImportDescription>(at(id), {}, options);

  const upload = async (
    { object, fileName, encoding, delimiter, body, contentType }: ImportUpload,
    { onUpload, ...options }: UploadOptions = {},
  ): Promise<ImportDescription> => {
    const query = { object, fileName, encoding, delimiter };
    const counted = onUpload ? countedBody(body, onUpload) : { body, finish: () => undefined };
    const raw = { body: counted.body, contentType: contentType ?? "application/octet-stream" };
    const made = await transport.write<ImportDescription>("POST", "/imports", {
      ...options,
      query,
      raw,
    });
    counted.finish();
    return made.data;
  };

  const update = async (
    id: string,
    data: ImportChange,
    options?: RequestOptions,
  ): Promise<ImportDescription> =>
    (await transport.write<ImportDescription>("PATCH", at(id), { ...options, json: data })).data;

  const wait = async (
    id: string,
    { pollMs = 500, onProgress, ...options }: WaitOptions = {},
  ): Promise<ImportDescription> => {
    for (;;) {
      const state = await get(id, options);
      onProgress?.(state);
      if (!working.has(state.status)) return state;
      await waitMs(pollMs, options.signal);
    }
  };

  return {
    /** One page, newest first; `iterate` goes through all of them. */
    ...createList<ImportDescription>(transport, "/imports"),
    get,
    /** Stores the file and answers its columns with a suggested mapping. Nothing is imported yet. */
    upload,
    /** Changes what the import is to do, before it runs. */
    update,
    /** Starts to read the whole file and count what would happen, without writing a record. */
    dryRun: (id: string, options?: RequestOptions) => act(id, "dry-run", options),
    /** Starts the import; again after a stop, to go on. */
    run: (id: string, options?: RequestOptions) => act(id, "run", options),
    cancel: (id: string, options?: RequestOptions) => act(id, "cancel", options),
    /** Starts to put back every record that the import created or changed. */
    undo: (id: string, options?: RequestOptions) => act(id, "undo", options),
    /** Asks until the import neither checks, runs nor undoes any more, and answers it as it is then. */
    wait,
    /**
     * Uploads, changes what `change` says, runs (or tries), and waits for the end. The answer's
     * `status` is `done`, `failed` or `cancelled`; `counts.bad` rows were refused, see `errorsStream`.
     */
    importFile: async (
      file: ImportUpload,
      { request = {}, change, dryRun, onUpload, ...watch }: ImportFileOptions = {},
    ): Promise<ImportDescription> => {
      const { id } = await upload(file, { ...request, ...(onUpload ? { onUpload } : {}) });
      if (change) await update(id, change, request);
      await act(id, dryRun ? "dry-run" : "run", request);
      return wait(id, { ...request, ...watch });
    },
    /** Deletes the import and its file; imported records stay. */
    remove: async (id: string, options?: RequestOptions): Promise<void> => {
      await transport.call("DELETE", at(id), options);
    },
    /** Records that an undo left alone, since somebody changed them. */
    kept: (id: string, query?: PageQuery, options?: RequestOptions): Promise<Page<KeptRecord>> =>
      createList<KeptRecord>(transport, `${at(id)}/kept`).list(query, options),
    /** Address of the refused rows with line numbers and reasons, as CSV. */
    errorsUrl: (id: string): string => transport.url(`${at(id)}/errors.csv`),
    /** The same as a stream; the caller reads its body. */
    errorsStream: (id: string, options?: RequestOptions): Promise<Response> =>
      transport.stream(`${at(id)}/errors.csv`, options),
  };
};
