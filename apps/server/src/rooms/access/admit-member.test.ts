// Whoever a provider vouched for comes in while an admin deletes the role that they would get.
import { afterAll, beforeAll, expect, it } from "vitest";
import { actionsOn } from "../../../test/access-actions.ts";
import { openTestAccess, type TestAccess } from "../../../test/access-ground.ts";
import { createActs } from "../../platform/acts.ts";
import { sleep } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { admitMember } from "./admit-member.ts";

let ground: TestAccess;
beforeAll(async () => {
  ground = await openTestAccess();
});
afterAll(() => ground.close());

const { post, remove } = actionsOn(() => ground);

/** Tells when the role was looked up, and goes on a while later. */
function slowAtRole(tx: Tx, looked: () => void): Tx {
  return {
    ...tx,
    query: async (sql, ...more) => {
      const rows = await tx.query(sql, ...more);
      if (!sql.includes("FROM access.roles")) return rows as never;
      looked();
      await sleep(500);
      return rows as never;
    },
  };
}

// The embedded database has one connection: nothing happens beside a transaction there.
it.runIf(process.env.RAPPORT_TEST_DATABASE_URL)(
  "keeps a role that is being given from being deleted",
  async () => {
    const { workspaceId, cookie } = await ground.workspaceWithAdmin("giver@example.com");
    const permissions = { objects: {}, fields: {}, settings: [] };
    const role = (await post("/roles", cookie, { name: "Guest", permissions })).body;
    const { db } = ground.database;
    const looked = Promise.withResolvers<void>();
    const admission = db.system((tx) =>
      admitMember(
        slowAtRole(tx, looked.resolve),
        createActs({ db, clock: ground.clock, listeners: [] }),
        systemContext(workspaceId, "admission"),
        {
          workspaceId,
          memberId: null,
          email: "guest@example.com",
          name: "Gus Guest",
          placement: { roleId: role.id, teamIds: null, regions: null },
          managesRole: true,
          defaultRoleId: null,
          createsMembers: true,
        },
      ),
    );
    await looked.promise;
    const [admitted, deleted] = await Promise.all([admission, remove(`/roles/${role.id}`, cookie)]);
    expect(admitted).toMatchObject({ admitted: true, isNew: true });
    expect(deleted).toMatchObject({ status: 409, body: { code: "access.role_in_use" } });
  },
);
