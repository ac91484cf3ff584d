// A speech model server of the walk: OpenAI's /v1/audio/transcriptions over real HTTP. It reads the recording's head as
// such a server would, and says what it was told to.
import { createServer, type IncomingMessage } from "node:http";

export interface HeardSound {
  type: string;
  rate: number;
  channels: number;
  seconds: number;
}

export interface Speech {
  baseUrl: string;
  /** What it hears next. */
  says: { text: string; language?: string };
  heard: HeardSound[];
  close(): Promise<void>;
}

const soundIn = async (request: IncomingMessage): Promise<HeardSound> => {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part as Uint8Array);
  const headers = { "content-type": request.headers["content-type"] ?? "" };
  const body = new Uint8Array(Buffer.concat(parts));
  const file = (await new Response(body, { headers }).formData()).get("file");
  if (file === null || typeof file === "string") throw new Error("There is no recording in it.");
  const view = new DataView(await file.arrayBuffer());
  const bytesPerSecond = view.getUint32(28, true);
  return {
    type: file.type,
    rate: view.getUint32(24, true),
    channels: view.getUint16(22, true),
    seconds: (view.byteLength - 44) / bytesPerSecond,
  };
};

export const openSpeech = async (port: number): Promise<Speech> => {
  const server = createServer(async (request, response) => {
    if (request.url !== "/v1/audio/transcriptions") {
      response.writeHead(404).end();
      return;
    }
    self.heard.push(await soundIn(request));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(self.says));
  });
  const self: Speech = {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    says: { text: "" },
    heard: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return self;
};
