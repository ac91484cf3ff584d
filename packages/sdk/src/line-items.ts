// The line items of a deal. Amounts are in minor units of the deal's currency.
import type { LineItem, LineItemChange, LineItemInput } from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createLineItemsClient = (transport: Transport) => {
  const base = (dealId: string): string => `/deals/${encodeURIComponent(dealId)}/line-items`;
  const at = (dealId: string, id: string): string => `${base(dealId)}/${encodeURIComponent(id)}`;
  return {
    /** All of a deal, in order. */
    list: (dealId: string, options?: RequestOptions): Promise<{ data: LineItem[] }> =>
      transport.get<{ data: LineItem[] }>(base(dealId), {}, options),
    /** With `productId` it takes from the product what is not said. The deal's amount follows from its lines. */
    create: (
      dealId: string,
      data: LineItemInput,
      options?: RequestOptions,
    ): Promise<Written<LineItem>> =>
      transport.write<LineItem>("POST", base(dealId), { ...options, json: data, repeatable: true }),
    update: (
      dealId: string,
      id: string,
      data: LineItemChange,
      options?: RequestOptions,
    ): Promise<Written<LineItem>> =>
      transport.write<LineItem>("PATCH", at(dealId, id), { ...options, json: data }),
    remove: async (
      dealId: string,
      id: string,
      options?: RequestOptions,
    ): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(dealId, id), options);
      return { data: null, actId };
    },
  };
};
