// One connection for all tabs of a browser: this runs once, holds the stream, and hands what it hears to every tab.
// It knows nothing of records. When the stream is refused it says so and waits until a tab asks it to try again.

interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: { data: unknown }) => void) | null;
}

const scope = self as unknown as { onconnect: ((event: { ports: Port[] }) => void) | null };

const ports = new Set<Port>();
let source: EventSource | null = null;
let lastId = "";
let state = "connecting";

const say = (message: unknown): void => {
  for (const port of ports) port.postMessage(message);
};

const become = (next: string): void => {
  state = next;
  say({ kind: "state", state });
};

const connect = (): void => {
  if (source && source.readyState !== EventSource.CLOSED) return;
  const opened = new EventSource(`/api/v1/live${lastId ? `?after=${lastId}` : ""}`);
  source = opened;
  opened.addEventListener("ready", (event) => {
    lastId = (event as MessageEvent).lastEventId || lastId;
    become("open");
  });
  opened.addEventListener("rapport", (event) => {
    const message = event as MessageEvent<string>;
    lastId = message.lastEventId || lastId;
    say({ kind: "event", event: JSON.parse(message.data) });
  });
  opened.onerror = () =>
    become(opened.readyState === EventSource.CLOSED ? "refused" : "reconnecting");
};

const onMessage = (port: Port, data: unknown): void => {
  if (data === "bye") ports.delete(port);
  if (data === "retry") connect();
  if (ports.size > 0) return;
  source?.close();
  source = null;
};

scope.onconnect = ({ ports: [port] }) => {
  if (!port) return;
  ports.add(port);
  port.onmessage = ({ data }) => onMessage(port, data);
  port.postMessage({ kind: "state", state });
  connect();
};
