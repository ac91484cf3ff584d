// The channels room: by which ways customers write to us and are answered. See README.md for its words and invariants.
import type { ChannelKind } from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { createApiAdapter } from "./api-adapter.ts";
import { channelActs } from "./channel-acts.ts";
import { createChannelTester } from "./channel-tester.ts";
import { findDemoKey, listChannels, readNames, type StoredChannel } from "./channels.store.ts";
import type { ChannelsDeps } from "./channels-deps.ts";
import { createFindChannel, type FindChannel } from "./find-channel.ts";
import { checkAddress } from "./http-delivery.ts";
import { inboundRoutes } from "./inbound-routes.ts";
import { createPassage, type Passage } from "./passage.ts";
import { channelRoutes } from "./routes.ts";
import { createSmsAdapter } from "./sms-adapter.ts";
import { createTraffic, type Traffic } from "./traffic.ts";

export interface ChannelInUse {
  id: string;
  kind: ChannelKind;
  name: string;
  isActive: boolean;
  /** Of a mailbox. */
  address: string | null;
}

const inUseOf = ({ id, kind, name, state, settings }: StoredChannel): ChannelInUse => ({
  ...{ id, kind, name },
  isActive: state === "active",
  address: "address" in settings ? settings.address.toLowerCase() : null,
});

export interface Channels
  extends Pick<
    Passage,
    "onInbound" | "addAdapter" | "receive" | "deliver" | "readsStored" | "noteStored" | "infoOf"
  > {
  name: "channels";
  routes: AnyRoute[];
  find: Pick<FindChannel, "byPublicKey" | "byId" | "openAll">;
  /** Public key of the widget that the demo page shows; null: there is none. */
  demoKey(): Promise<string | null>;
  /** Of all channels, removed ones too: conversations name them. */
  names(tx: Reader): Promise<readonly { id: string; kind: ChannelKind; name: string }[]>;
  /** Of those that are set up. */
  inUse(tx: Reader): Promise<readonly ChannelInUse[]>;
  /** What was refused before it could be handed on. */
  note: Traffic["note"];
  upkeep: Pick<Traffic, "start" | "stop" | "flush" | "clear">;
}

export function createChannels(deps: ChannelsDeps): Channels {
  const { db, clock, acts } = deps;
  const traffic = createTraffic(deps);
  const passage = createPassage(deps, traffic);
  passage.addAdapter(createApiAdapter(deps));
  passage.addAdapter(createSmsAdapter(deps));
  const find = createFindChannel(deps, passage.opened);
  acts.register(...channelActs({ ...deps, onChanged: find.forget }));
  const { receive } = passage;
  return {
    ...passage,
    name: "channels",
    routes: [
      ...channelRoutes({
        ...{ db, clock, acts, flush: traffic.flush },
        tester: createChannelTester(deps, passage),
        checkAddress: (settings) => checkAddress(deps, settings),
      }),
      ...inboundRoutes({
        ...{ clock, find, receive, traffic },
        ...{ blobs: deps.blobs, maxBytes: deps.maxRecordingBytes },
      }),
    ],
    find,
    demoKey: () => findDemoKey(db),
    names: readNames,
    inUse: async (tx) => (await listChannels(tx)).map(inUseOf),
    note: traffic.note,
    upkeep: traffic,
  };
}
