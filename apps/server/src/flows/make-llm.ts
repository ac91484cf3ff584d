// The gateway to AI models, with an outbound client of its own (which may reach the model servers that the operator
// lists, and nothing else may) and with the names of our own people, so that they are not sent along.
import type { Acts } from "../platform/acts.ts";
import type { Clock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import { systemContext } from "../platform/context.ts";
import type { Database } from "../platform/db/index.ts";
import type { Logger } from "../platform/logger.ts";
import { createOutbound } from "../platform/outbound.ts";
import { createSealer } from "../platform/sealing.ts";
import type { Telemetry } from "../platform/telemetry.ts";
import { createLlm, foldName, isNameLike, type Llm, type LlmDeps } from "../rooms/llm/index.ts";
import type { Records } from "../rooms/records/index.ts";

interface MakeDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  telemetry: Telemetry;
  records: Records;
  config: Pick<Config, "outboundAllow" | "modelHosts">;
  secret: string;
  workspaceIds(): Promise<readonly string[]>;
}

/** A model is slow, and many may wait for one at once. */
const callsAtOnce = 256;
const mostNames = 500;
/** For one statement. */
const mostWords = 600;

const textOf = (value: unknown) => (typeof value === "string" ? value.trim() : "");

/** Of one of our people, the names that may stand in a text of these words. */
type NamesIn = (firstName: string, lastName: string) => string[];

/**
 * A first name alone is often an ordinary word (Will, Hope): it counts beside its last name only; and a last name (Price,
 * Young) counts alone only where it is written like a name. Many bear a common last name: only first names that are there
 * matter.
 */
function namesIn(words: readonly string[]): NamesIn {
  const all = new Set(words.map(foldName));
  const likeNames = new Set(words.filter(isNameLike).map(foldName));
  const isThere = (name: string) => name.split(/[\s-]+/).every((word) => all.has(foldName(word)));
  return (firstName, lastName) => {
    const alone = likeNames.has(foldName(lastName)) ? [lastName] : [];
    if (!firstName || !(isThere(firstName) || all.has(foldName(firstName)))) return alone;
    return [
      `${firstName} ${lastName}`,
      `${lastName}, ${firstName}`,
      `${lastName} ${firstName}`,
      ...alone,
    ];
  };
}

function peopleNamed({ db, records }: Pick<MakeDeps, "db" | "records">): LlmDeps["peopleNamed"] {
  return ({ workspaceId, requestId }, words) => {
    const system = systemContext(workspaceId, requestId);
    return db.tenant({ workspaceId }, async (tx) => {
      const namesOf = namesIn(words);
      const names = new Set<string>();
      for (let at = 0; at < words.length; at += mostWords) {
        const values = words.slice(at, at + mostWords);
        const found = await records.find(tx, system, {
          object: "people",
          field: "lastName",
          values,
        });
        for (const { firstName, lastName } of found) {
          for (const name of namesOf(textOf(firstName), textOf(lastName))) names.add(name);
        }
      }
      return [...names].slice(0, mostNames).map((name) => ({ names: [name] }));
    });
  };
}

export function makeLlm(deps: MakeDeps): Llm {
  const { config, secret, records, ...rest } = deps;
  const hosts = [...config.outboundAllow, ...config.modelHosts].map((host) => host.toLowerCase());
  const outbound = createOutbound({ allow: hosts, connections: callsAtOnce });
  const llm = createLlm({
    ...rest,
    outbound,
    plainHosts: hosts,
    sealer: createSealer(secret, "llm"),
    peopleNamed: peopleNamed({ db: deps.db, records }),
  });
  const stop = async () => {
    await llm.upkeep.stop();
    await outbound.close();
  };
  return { ...llm, upkeep: { ...llm.upkeep, stop } };
}
