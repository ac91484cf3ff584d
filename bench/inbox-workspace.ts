// What an inbox needs before it is filled: somebody who signed up, colleagues, teams, people, a channel.
import pg from "pg";
import type { Setting } from "./inbox-seed.ts";
import { fillPeople } from "./people.ts";
import { type ServerOptions, startServer } from "./server-process.ts";

async function post<T>(origin: string, path: string, body: object, headers: object = {}) {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin, ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${text}`);
  return { body: (text ? JSON.parse(text) : {}) as T, cookies: answer.headers.getSetCookie() };
}

export interface Made {
  cookies: string[];
  setting: Omit<Setting, "teamIds">;
}

/** What the API makes: a member, people, channels. */
export async function makeWorkspace(options: ServerOptions): Promise<Made> {
  const server = await startServer(options);
  const { origin } = server;
  const { cookies } = await post(origin, "/auth/sign-up", {
    name: "Ada Bench",
    email: "ada@bench.example",
    password: "correct horse battery",
    workspaceName: "Bench",
  });
  const cookie = cookies.map((one) => one.split(";")[0]).join("; ");
  const made = { name: "Bench", rateLimitPerMinute: 10_000_000 };
  const { secret } = (await post<{ secret: string }>(origin, "/api-keys", made, { cookie })).body;
  const authorization = `Bearer ${secret}`;
  await fillPeople(origin, 5000, "inbox", secret);
  const read = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${origin}/api/v1${path}`, { headers: { authorization } })).json()) as T;
  interface Person {
    id: string;
    firstName: string | null;
    lastName: string | null;
    emails?: string[];
  }
  const people: Person[] = [];
  for (let cursor: string | null = ""; cursor !== null && people.length < 4000; ) {
    const page: { data: Person[]; nextCursor: string | null } = await read(
      `/people?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    people.push(...page.data);
    cursor = page.nextCursor;
  }
  const channel = async (kind: string, settings: object): Promise<string> =>
    (
      await post<{ id: string }>(
        origin,
        "/channels",
        { kind, name: kind, settings },
        { authorization },
      )
    ).body.id;
  const widget = await channel("widget", { origins: ["https://shop.example"] });
  const me = await read<{ member: { id: string }; workspace: { id: string } }>("/me");
  await server.stop();
  return {
    cookies,
    setting: {
      workspaceId: me.workspace.id,
      // A mailbox would look for its server; what shows is the kind.
      channels: { widget, email: widget },
      memberIds: [me.member.id],
      people: people.map(({ id, firstName, lastName }, at) => ({
        id,
        name: `${firstName ?? ""} ${lastName ?? ""}`.trim(),
        email: `customer${at}@mail.example`,
      })),
      nowMs: Date.now(),
    },
  };
}

/** Colleagues of the one who signed up, who never sign in themselves. Answers their ids. */
export async function seedMembers(
  connection: pg.ClientConfig,
  workspaceId: string,
  count: number,
): Promise<{ memberIds: string[]; teamIds: string[] }> {
  const client = new pg.Client(connection);
  await client.connect();
  const { rows: teams } = await client.query<{ id: string }>(
    `INSERT INTO access.teams (workspace_id, id, name)
     SELECT $1, gen_random_uuid(), name FROM unnest('{Support,Billing,Sales}'::text[]) name RETURNING id`,
    [workspaceId],
  );
  const { rows: users } = await client.query<{ id: string }>(
    `INSERT INTO access.users (id, name, email, email_verified)
     SELECT gen_random_uuid(), 'Agent ' || n, 'agent' || n || '@bench.example', true
     FROM generate_series(1, $1::int) n RETURNING id`,
    [count],
  );
  const { rows: members } = await client.query<{ id: string }>(
    `INSERT INTO access.members (workspace_id, id, user_id, name, email, role_id)
     SELECT $1, gen_random_uuid(), u.id, u.name, u.email, (SELECT role_id FROM access.members WHERE workspace_id = $1 LIMIT 1)
     FROM access.users u WHERE u.id = ANY($2::uuid[]) RETURNING id`,
    [workspaceId, users.map(({ id }) => id)],
  );
  await client.end();
  return { memberIds: members.map(({ id }) => id), teamIds: teams.map(({ id }) => id) };
}
