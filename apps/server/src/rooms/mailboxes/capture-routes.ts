// Routes of a member's own capture address.
import { captureAddressesSchema } from "@rapport/contracts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { captureAddresses, endCaptureAddress, renewCaptureAddress } from "./capture-address.ts";
import type { LookAfterDeps } from "./look-after.ts";

const shared = {
  tag: "Mailboxes",
  permission: "signed-in",
  limit: "standard",
  path: "/capture-address",
} as const;

export function captureRoutes(deps: LookAfterDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      operationId: "getCaptureAddress",
      summary: "Your own capture address, one for each mailbox; none before you make it",
      responses: { 200: { description: "As it is now.", schema: captureAddressesSchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await captureAddresses(deps, ctx) }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      operationId: "renewCaptureAddress",
      summary: "Make your capture address; a former one does not hold any more",
      responses: { 200: { description: "The new one.", schema: captureAddressesSchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await renewCaptureAddress(deps, ctx) }),
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      operationId: "endCaptureAddress",
      summary: "Have no capture address any more",
      responses: { 204: { description: "It does not hold any more." } },
      handler: async ({ ctx }) => {
        await endCaptureAddress(deps, ctx);
        return { status: 204 };
      },
    }),
  ];
}
