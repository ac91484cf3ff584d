// The body of an upload, counted while it is sent. Only runtimes that are no browser can send a stream over any
// HTTP version; elsewhere the body goes as it is and is counted once, at the end.

type Body = NonNullable<RequestInit["body"]>;
type OnUpload = (bytes: { sent: number; total: number | null }) => void;

const sizeOf = (body: Body): number | null => {
  if (typeof body === "string") return new TextEncoder().encode(body).byteLength;
  if (body instanceof Blob) return body.size;
  return body instanceof ArrayBuffer || ArrayBuffer.isView(body) ? body.byteLength : null;
};

const isBrowser = (): boolean => "document" in globalThis || "WorkerGlobalScope" in globalThis;

export const countedBody = (body: Body, onUpload: OnUpload): { body: Body; finish: () => void } => {
  const total = sizeOf(body);
  if (isBrowser() || !(body instanceof Blob || body instanceof ReadableStream))
    return { body, finish: () => onUpload({ sent: total ?? 0, total }) };
  let sent = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      sent += chunk.byteLength;
      onUpload({ sent, total });
      controller.enqueue(chunk);
    },
  });
  const stream = body instanceof Blob ? body.stream() : body;
  return { body: stream.pipeThrough(counting) as Body, finish: () => undefined };
};
