// A test of an endpoint: queued by its act, sent after the commit, and answered with what came of it.
import type { DeliveryDetail } from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Courier } from "./courier.ts";
import { type DescribeDeps, deliveryDetail } from "./describe.ts";
import type { Claimed } from "./queue.store.ts";

export interface TestDeps extends DescribeDeps {
  acts: Acts;
  courier: Pick<Courier, "sendNow">;
}

export async function sendTest(deps: TestDeps, ctx: Ctx, id: string): Promise<DeliveryDetail> {
  const { result } = await deps.acts.perform<Claimed>(ctx, "webhooks.test", { id });
  await deps.courier.sendNow(result);
  return deliveryDetail(deps, ctx, id, result.id);
}
