// A database with a little of everything that a backup must bring back: awkward texts, JSON null,
// identity columns, foreign keys, enough rows for several batches.
import { connectOwner, type DatabaseServer, migrateAll } from "../src/platform/db/index.ts";
import { newId } from "../src/platform/ids.ts";

export const auditRows = 2000;

const awkward = "tab\there, newline\nthere, back\\slash, \"quote\", 'apostrophe', é漢😀, \\N, NULL";

export async function fillDatabase(server: DatabaseServer): Promise<void> {
  await migrateAll(server);
  const workspaceId = newId();
  const client = await connectOwner(server);
  await client.query("INSERT INTO access.workspaces (workspace_id, name) VALUES ($1, 'One')", [
    workspaceId,
  ]);
  await client.query(
    "INSERT INTO access.roles (workspace_id, id, name, permissions) SELECT $1, gen_random_uuid(), 'role ' || n, '{}' FROM generate_series(1, 300) n",
    [workspaceId],
  );
  await client.query(
    "INSERT INTO access.users (id, name, email) VALUES (gen_random_uuid(), $1, 'a@example.org')",
    [awkward],
  );
  await client.query(
    `INSERT INTO platform.outbox (workspace_id, id, topic, payload)
     SELECT $1, gen_random_uuid(), 'topic', v::jsonb FROM unnest(ARRAY['null', '{"a": [1, null]}', '"x"']) v`,
    [workspaceId],
  );
  await client.query(
    `INSERT INTO governance.audit_entries (workspace_id, id, occurred_at, act_id, act, actor_kind, actor_id, actor_label, source, request_id, object, record_id, op, after)
     SELECT $1, gen_random_uuid(), now(), gen_random_uuid(), 'x.y', 'user', gen_random_uuid(), 'A', 'api', 'r', 'people', gen_random_uuid(), 'create', '{"n": 1.50}'
     FROM generate_series(1, ${auditRows})`,
    [workspaceId],
  );
  // In a month that a new installation does not have by itself.
  await client.query("SELECT events.make_month((now() - interval '30 months')::date)");
  await client.query(
    `INSERT INTO events.entries (workspace_id, id, message_id, type, name, occurred_at, known_at, properties, context)
     SELECT $1, gen_random_uuid(), 'm' || n, 'track', 'Old', now() - interval '30 months', now(), '{"n": 1.50}', '{}'
     FROM generate_series(1, 50) n`,
    [workspaceId],
  );
  await client.release();
}
