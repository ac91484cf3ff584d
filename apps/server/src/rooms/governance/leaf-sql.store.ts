// How an entry becomes text to be hashed; one definition for sealing (hashed by the database) and
// verification (hashed here). Any change needs a new seal format beside this one: old seals stay.
// Nothing in it depends on settings of the session: times are microseconds, images are jsonb's own text.

/** Everything but the images; `occurredAt` replaces the entry's own time, to test an exchange of times. */
export function metaTextSql(entry: string, occurredAt = `${entry}.occurred_at`): string {
  const e = entry;
  return `ROW(${e}.workspace_id, ${e}.xact, ${e}.entry_no, ${e}.id,
    (extract(epoch from ${occurredAt}) * 1000000)::bigint, ${e}.act_id, ${e}.act, ${e}.actor_kind,
    ${e}.actor_id, ${e}.actor_label, ${e}.source, ${e}.ip, ${e}.request_id, ${e}.object, ${e}.record_id,
    ${e}.op)::text`;
}

/** jsonb's text holds no control characters, so the separator cannot occur in it. */
export function imagesTextSql(entry: string): string {
  return `coalesce(${entry}.before::text, '') || chr(30) || coalesce(${entry}.after::text, '')`;
}

export function leafSql(entry: string, occurredAt?: string): string {
  return `sha256(convert_to(${metaTextSql(entry, occurredAt)} ||
    encode(sha256(convert_to(${imagesTextSql(entry)}, 'UTF8')), 'hex'), 'UTF8'))`;
}
