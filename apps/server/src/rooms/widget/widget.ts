// The widget room: the chat on websites. See README.md for its words and invariants.
import type { WidgetSettings } from "@rapport/contracts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { createHub } from "./hub.ts";
import { ancestorsOf } from "./origin.rules.ts";
import { widgetRoutes } from "./routes.ts";
import { readThread } from "./threads.store.ts";
import { createTokens } from "./tokens.ts";
import { createVisits } from "./visit.ts";
import type { WidgetDeps } from "./widget-deps.ts";

export interface Widget {
  name: "widget";
  routes: AnyRoute[];
  /** Websites that may show the frame of this widget; null: there is no such widget. */
  frameAncestors(key: string): Promise<readonly string[] | null>;
  /** Ends every stream; before the HTTP server closes, which would wait for them. */
  stop(): Promise<void>;
}

export function createWidget(deps: WidgetDeps): Widget {
  const { db, channels, conversations } = deps;
  const hub = createHub({
    ...deps,
    threadOf: ({ workspaceId, channelId, visitorId }) =>
      readThread(db.reader({ workspaceId }), channelId, visitorId),
  });
  deps.telemetry.gauge("widget_streams", "Visitors' streams that are open.", () => hub.count());
  conversations.onMessage((_workspaceId, conversationId, message) =>
    hub.told(conversationId, message),
  );
  channels.addAdapter({
    kind: "widget",
    readsStored: true,
    // What is stored is delivered: an open page is told now, another one reads it when it comes back.
    deliver: async (_channel, { conversationId, messageId }) => {
      if (conversationId === null)
        return { kind: "refused", reason: "no_conversation", permanent: true };
      hub.wake(conversationId);
      return { kind: "delivered", providerId: messageId };
    },
  });
  return {
    name: "widget",
    routes: widgetRoutes(createVisits({ ...deps, tokens: createTokens(deps.secret), hub })),
    frameAncestors: async (key) => {
      const channel = await channels.find.byPublicKey(key);
      if (channel?.kind !== "widget") return null;
      return ancestorsOf((channel.settings as WidgetSettings).origins);
    },
    stop: () => hub.stop(),
  };
}
