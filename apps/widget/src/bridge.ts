// What the website's page (loader) and our frame say to each other. The frame has no origin that could be named, so
// either side looks at who sent: the loader takes from its own frame only, the frame from its parent only.
import type { VisitorMessageInput, VisitorSession } from "@rapport/sdk/visitor";

export type ToFrame =
  | {
      rapport: "start";
      server: string;
      session: VisitorSession;
      waiting: readonly VisitorMessageInput[];
      language: string;
    }
  | { rapport: "session"; session: VisitorSession | null }
  | { rapport: "shown"; isShown: boolean };

export type ToPage =
  | { rapport: "ready" }
  | { rapport: "session" }
  | { rapport: "waiting"; waiting: readonly VisitorMessageInput[] }
  | { rapport: "unread"; count: number }
  | { rapport: "close" };

export const isOurs = (data: unknown): data is { rapport: string } =>
  typeof data === "object" && data !== null && "rapport" in data;
