// What happens by itself, over the real server: from the outbox to the lines of those who must know.
import { builtInRoles, type Notification } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  eventually,
  type LiveGround,
  type LiveMember,
  openLiveGround,
} from "../../../test/live-ground.ts";
import { newId } from "../../platform/ids.ts";

let ground: LiveGround;
let ann: LiveMember;

beforeAll(async () => {
  ground = await openLiveGround();
  ann = await ground.member("Ann Lee", builtInRoles.member);
});

afterAll(() => ground?.close());

const linesOf = async (who: LiveMember): Promise<Notification[]> =>
  (await who.call("GET", "/notifications")).body.data;

describe("what happens by itself", () => {
  it("tells whose automation was paused or whose webhook was switched off, else who may manage webhooks", async () => {
    const publish = (topic: string, payload: object) =>
      ground.database.db.tenant({ workspaceId: ground.workspaceId }, (tx) =>
        tx.query(
          "INSERT INTO platform.outbox (workspace_id, id, topic, payload) VALUES ($1, $2, $3, $4)",
          [ground.workspaceId, newId(), topic, JSON.stringify(payload)],
        ),
      );
    const rule = { id: newId(), title: "Thank winners", text: "Step 1 failed." };
    await publish("automations.paused", { ...rule, memberId: newId() });
    await publish("automations.paused", { ...rule, memberId: ann.memberId });
    const [own, orphan] = [newId(), newId()];
    const hook = { name: "Shop", reason: "gone" };
    await publish("webhooks.disabled", { ...hook, webhookId: own, memberId: ann.memberId });
    await publish("webhooks.disabled", { ...hook, webhookId: orphan, memberId: newId() });
    const linkOf = (id: string) => `/settings/webhooks/${id}`;
    await eventually(
      async () => (await linesOf(ground.admin)).some(({ link }) => link === linkOf(orphan)),
      "the webhook's end",
    );
    const lines = await linesOf(ann);
    expect(lines.find(({ kind }) => kind === "automation-paused")).toMatchObject({
      count: 1,
      title: "Thank winners",
      text: "Step 1 failed.",
      link: `/automations/${rule.id}`,
    });
    expect(lines.filter(({ kind }) => kind === "webhook-disabled")).toMatchObject([
      { title: "Shop", text: "Its receiver answered that it is gone for good.", link: linkOf(own) },
    ]);
    const all = await linesOf(ground.admin);
    expect(all.map(({ kind }) => kind)).not.toContain("automation-paused");
  });

  it("tells who started an import that it ended", async () => {
    const csv = "Name\nImported Ltd\n";
    const upload = await fetchImport(csv);
    await ground.admin.call("PATCH", `/imports/${upload}`, { mode: "create" });
    await ground.admin.call("POST", `/imports/${upload}/run`);
    await eventually(
      async () => (await linesOf(ground.admin)).some(({ kind }) => kind === "import-finished"),
      "the import's end",
    );
    const line = (await linesOf(ground.admin)).find(({ kind }) => kind === "import-finished");
    expect(line).toMatchObject({ title: "firms.csv", link: `/imports/${upload}`, record: null });
  });
});

async function fetchImport(csv: string): Promise<string> {
  const answer = await ground.admin.upload("/imports?object=companies&fileName=firms.csv", csv);
  return String(answer.id);
}
