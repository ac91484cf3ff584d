// Closed tickets and settled conversations over the whole app, and the look that makes suggestions of them.
import type { PageSuggestion, SuggestionList } from "@rapport/contracts";
import { type CopilotGround, type Desk, type Member, openCopilotGround } from "./copilot-ground.ts";

export const source = {
  isOn: true,
  conversations: true,
  channelIds: [] as string[],
  teamIds: [] as string[],
  tickets: true,
  ticketCategories: [] as string[],
  since: "2020-01-01",
  waitHours: 0,
  onlyGood: false,
};

export interface HarvestGround {
  ground: CopilotGround;
  desk(): Promise<HarvestDesk>;
  close(): Promise<void>;
}

export interface HarvestDesk extends Desk {
  switchOn(change?: Partial<typeof source>): Promise<void>;
  /** A customer asks, the admin answers and closes. */
  settles(
    asked: string,
    answered: string,
    more?: { thread?: string; subject?: string; address?: string },
  ): Promise<string>;
  ticket(fields: object, note?: string): Promise<{ ticketId: string; noteId: string | null }>;
  /** Asks for a look and makes it. */
  look(): Promise<number | null>;
  list(by?: Member, state?: string): Promise<SuggestionList>;
  only(by?: Member): Promise<PageSuggestion>;
  undo(act: unknown): Promise<void>;
  rows(): Promise<Record<string, unknown>[]>;
}

export async function openHarvestGround(): Promise<HarvestGround> {
  const ground = await openCopilotGround();
  const { app } = ground;

  async function desk(): Promise<HarvestDesk> {
    const one = await ground.desk();
    const { admin, workspace } = one;
    const must = async (method: string, path: string, body?: unknown) => {
      const reply = await admin.call(method, path, body);
      if (reply.status >= 300) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
      return reply.body;
    };
    const list: HarvestDesk["list"] = async (by = admin, state = "open") =>
      (await by.call("GET", `/knowledge/suggestions?state=${state}`)).body;
    return {
      ...one,
      list,
      switchOn: (change = {}) => must("PUT", "/knowledge/closed-tickets", { ...source, ...change }),
      settles: async (asked, answered, more = {}) => {
        const id = await one.writes(asked, more);
        await must("POST", `/conversations/${id}/replies`, { text: answered, close: true });
        return id;
      },
      ticket: async (fields, note) => {
        const made = await must("POST", "/tickets", { status: "open", ...fields });
        const about = { ticketId: made.id, body: note };
        const noteId = note ? String((await must("POST", "/notes", about)).id) : null;
        await must("PATCH", `/tickets/${made.id}`, { status: "solved" });
        return { ticketId: String(made.id), noteId };
      },
      look: async () => {
        ground.advance(1000);
        const asked = await workspace.call("POST", "/knowledge/closed-tickets/look");
        if (asked.status !== 204) throw new Error(JSON.stringify(asked.body));
        return app.harvest.look(workspace.id);
      },
      only: async (by = admin) => {
        const { data } = await list(by);
        if (data.length !== 1) throw new Error(`There are ${data.length}, not one.`);
        return (await by.call("GET", `/knowledge/suggestions/${data[0]?.id}`)).body;
      },
      undo: (act) => must("POST", `/undo/${String(act)}`),
      rows: () =>
        workspace.rows(
          "SELECT * FROM harvest.cases WHERE workspace_id = $1 ORDER BY created_at, id",
        ),
    };
  }
  return { ground, desk, close: () => ground.close() };
}
