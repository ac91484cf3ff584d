// One member at work with automations in a workspace of its own: what tests of the room do again and again.
import { expect } from "vitest";
import type { AutomationsGround, Person } from "./automations-ground.ts";

export interface Desk {
  workspaceId: string;
  admin: Person;
  wonStage: string;
  openStage: string;
  /** Makes an automation that is on, and answers its id. */
  make(body: object, by?: Person): Promise<string>;
  create(object: string, body: object): Promise<string>;
  ticket(body?: object): Promise<string>;
  /** A deal that is open and then won. */
  winDeal(name?: string): Promise<string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  rule(id: string): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  runs(query?: string): Promise<any[]>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  list(object: string): Promise<any[]>;
  titles(): Promise<string[]>;
  run(): Promise<void>;
}

/** A rule that is set off by each new ticket. */
export const onTicket = {
  name: "On ticket",
  object: "tickets",
  trigger: { kind: "created" },
  steps: [{ kind: "update", set: { category: { value: "seen" } } }],
};

/** A step that leaves a note at the ticket. */
export const noteStep = {
  kind: "create",
  object: "notes",
  set: { body: { text: "{{ticket.subject}}" }, ticketId: { copy: "id" } },
};

export async function openDesk(ground: AutomationsGround): Promise<Desk> {
  const { id: workspaceId, admin } = await ground.workspace();
  const [pipeline] = (await admin.get("/pipelines")).body.data;
  const openStage = pipeline.stages[0].id;
  const wonStage = pipeline.stages.find(({ kind }: { kind: string }) => kind === "won").id;
  const made = async (path: string, body: object, by = admin): Promise<string> => {
    const answer = await by.post(path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    return answer.body.id;
  };
  const list = async (object: string) => (await admin.get(`/${object}?limit=100`)).body.data;
  return {
    workspaceId,
    admin,
    wonStage,
    openStage,
    make: (body, by) => made("/automations", { enabled: true, ...body }, by),
    create: (object, body) => made(`/${object}`, body),
    ticket: (body = {}) => made("/tickets", { subject: "Help", ...body }),
    winDeal: async (name = "Alpha") => {
      const id = await made("/deals", { name, stageId: openStage, amountMinor: 500_000 });
      await admin.patch(`/deals/${id}`, { stageId: wonStage });
      return id;
    },
    rule: async (id) => (await admin.get(`/automations/${id}`)).body,
    runs: async (query = "") => (await admin.get(`/automations/runs?${query}`)).body.data,
    list,
    titles: async () => (await list("tasks")).map(({ title }: { title: string }) => title),
    run: () => ground.first.run(),
  };
}
