// The models room over simulated companies: seeded like the demo workspace, with the truth beside them, at a fixed time.
import { createWorld, type World } from "@rapport/world";
import { createTruth, type Truth } from "@rapport/world/truth";
import { createApp } from "../src/app.ts";
import { demoId } from "../src/flows/demo-ids.ts";
import { lendToModels } from "../src/flows/lend-to-models.ts";
import { seedDemoWorld } from "../src/flows/seed-demo-world.ts";
import { loadConfig } from "../src/platform/config.ts";
import { silentLogger } from "../src/platform/logger.ts";
import type { ModelsDeps } from "../src/rooms/models/index.ts";
import { openTestDatabase } from "./harness.ts";

const now = new Date("2026-01-15T12:00:00Z");
const clock = { nowMs: () => now.getTime() };

export interface ModelsWorld {
  workspaceId: string;
  world: World;
  truth: Truth;
  /** The world's key of a record. */
  keyOf(id: string): number;
}

export interface ModelsWorlds {
  deps: ModelsDeps;
  seed(seed: number, companies: number): Promise<ModelsWorld>;
  close(): Promise<void>;
}

export async function openModelsWorlds(): Promise<ModelsWorlds> {
  const database = await openTestDatabase();
  const { db } = database;
  const config = loadConfig({ RAPPORT_DATA_DIR: "/nowhere", RAPPORT_MODELS: "off" });
  const app = createApp({ config, db, logger: silentLogger, clock });
  const { access, acts, actions, channels, conversations, events, records, features } = app;
  const consentOf = async () => new Map();
  const lent = lendToModels({ db, clock, records, features, config, consentOf, codeVersion: "" });
  return {
    // What is taken of sets here is of events, which need no reading first.
    deps: {
      ...({ db, clock, logger: silentLogger } as ModelsDeps),
      ...lent,
      features: { ...lent.features, isReady: async () => true },
    },
    seed: async (seed, companies) => {
      const { workspaceId } = await seedDemoWorld(
        { db, clock, acts, access, actions, channels, conversations, events, records },
        { companies, seed, password: "correct horse", made: null, keep: () => undefined },
      );
      const options = { seed, companies, now };
      const world = createWorld(options);
      const keys = new Map(
        (["companies", "people"] as const).flatMap((list) =>
          world[list].map(({ key, createdAt }): [string, number] => [
            demoId(`${workspaceId}.${list}.${key}`, createdAt),
            key,
          ]),
        ),
      );
      return { workspaceId, world, truth: createTruth(options), keyOf: (id) => keys.get(id) ?? -1 };
    },
    close: () => database.close(),
  };
}
