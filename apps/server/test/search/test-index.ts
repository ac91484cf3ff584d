// What the tests of the search room share: an index on a database of its own, a fresh workspace for each
// test, and hand-made changes through the listener, as acts send them.
import {
  builtInRoles,
  type Permissions,
  type SearchHit,
  standardObjectKeys,
} from "@rapport/contracts";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type ChangeOp, createActs, type RecordChange } from "../../src/platform/acts.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { type Ctx, systemContext } from "../../src/platform/context.ts";
import { newId } from "../../src/platform/ids.ts";
import { silentLogger } from "../../src/platform/logger.ts";
import { compileRights } from "../../src/rooms/access/index.ts";
import { createSearch, type Search } from "../../src/rooms/search/index.ts";
import { openTestDatabase, type TestDatabase } from "../harness.ts";

export type Fields = Record<string, unknown>;

export function changeOf(
  op: ChangeOp,
  object: string,
  record: Fields,
  before: Fields | null = null,
): RecordChange {
  const whole = op === "purge" ? null : { ...record };
  return { object, id: String(record.id), op, before, after: whole, record: whole };
}

/** An object type whose fields are all there. */
const whole = (key: string) =>
  [key, { fields: { has: () => true }, hasRemovedFields: false }] as const;

export class TestIndex {
  database!: TestDatabase;
  search!: Search;
  workspaceId = newId();

  constructor() {
    beforeAll(async () => {
      this.database = await openTestDatabase();
      this.search = createSearch({
        db: this.database.db,
        clock: systemClock,
        logger: silentLogger,
        objectTypes: async () => new Map([...standardObjectKeys, "projects"].map(whole)),
      });
    });
    afterAll(() => this.database.close());
    beforeEach(() => {
      this.workspaceId = newId();
    });
  }

  async change(changes: RecordChange[]): Promise<void> {
    const ctx = systemContext(this.workspaceId, "test");
    const { db } = this.database;
    const acts = createActs({ db, clock: systemClock, listeners: [this.search.onChange] });
    await db.tenant(ctx, (tx) => acts.begin(ctx, "test.change").changed(tx, changes));
  }

  async create(object: string, fields: Fields): Promise<Fields> {
    const record = { id: newId(), object, deletedAt: null, custom: {}, ...fields };
    await this.change([changeOf("create", object, record)]);
    return record;
  }

  person(firstName: string, lastName: string, more: Fields = {}): Promise<Fields> {
    return this.create("people", { firstName, lastName, ...more });
  }

  contextOf(permissions: Permissions, more: Partial<Ctx["principal"]> = {}): Ctx {
    const ctx = systemContext(this.workspaceId, "test");
    const rights = compileRights(permissions);
    return { ...ctx, principal: { ...ctx.principal, kind: "user", id: newId(), rights, ...more } };
  }

  find(q: string, ctx?: Ctx, objects?: string[]): Promise<SearchHit[]> {
    const asker = ctx ?? this.contextOf(builtInRoles.admin);
    return this.search.search(asker, { q, limit: 20, ...(objects ? { objects } : {}) });
  }

  async titles(q: string, ctx?: Ctx, objects?: string[]): Promise<string[]> {
    return (await this.find(q, ctx, objects)).map((hit) => hit.title);
  }
}
