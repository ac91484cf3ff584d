// Fills one workspace over the API: every kind of thing that can be made, and its marker in every field
// that takes text or a number. Used twice, with two markers, to see whether one ever shows in the other.
import { type FieldDefinition, standardObjects } from "@rapport/contracts";

export type Json = Record<string, unknown>;

/** A call as somebody of that workspace; throws when it is not answered with success. */
export type Make = (
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
) => Promise<Json>;

export interface Marks {
  /** Letters that are found nowhere else. */
  text: string;
  /** Seven digits that are found nowhere else. */
  digits: string;
  /** Owner and region of all records that are made. */
  memberId: string;
  region: string;
}

/** What a field of each type holds; null: left alone. */
function fieldValue(field: FieldDefinition, marks: Marks, serial: number): unknown {
  const { text, digits } = marks;
  const known: Partial<Record<FieldDefinition["type"], unknown>> = {
    email: `${text}${serial}@${text}.example`,
    phone: `+49 30 ${digits}${serial}`,
    url: `https://${text}.example/${serial}`,
    number: field.max ?? Number(`${digits}.5`),
    integer: Number(digits),
    money: Number(`${digits}00`),
    boolean: true,
    date: "2031-03-07",
    datetime: "2031-03-07T08:09:10.000Z",
    select: field.options?.[0]?.key ?? null,
    multiSelect: [],
    member: marks.memberId,
  };
  if (field.key === "currency") return "EUR";
  if (field.key === "region") return marks.region;
  return known[field.type] ?? `${text} ${field.key} ${serial}`;
}

export function recordBody(object: string, marks: Marks, serial: number, references: Json): Json {
  const definition = standardObjects.find(({ key }) => key === object);
  const body: Json = {};
  for (const field of (definition?.fields ?? []) as readonly FieldDefinition[]) {
    if (field.readOnly) continue;
    if (field.type !== "reference") body[field.key] = fieldValue(field, marks, serial);
    else if (references[field.key] !== undefined) body[field.key] = references[field.key];
  }
  return body;
}

export interface Filled {
  /** Ids of live records by object key, among them `gadget-…`, the custom type. */
  records: Record<string, string>;
  trashedPerson: string;
  customObject: string;
  pipelineId: string;
}

/** Types and fields; once a workspace. */
export async function shapeWorkspace(
  make: Make,
  marks: Marks,
): Promise<{ customObject: string; pipelineId: string }> {
  const { text } = marks;
  const customObject = `gadget_${text}`;
  await make("POST", "/object-types", {
    key: customObject,
    label: `${text} gadget`,
    labelPlural: `${text} gadgets`,
  });
  for (const object of ["people", "companies", "deals", customObject]) {
    await make("POST", "/fields", {
      object,
      key: `secret_${text}`,
      label: `${text} secret`,
      type: "text",
    });
  }
  const stages = ["open", "won", "lost"].map((kind) => ({
    name: `${text} ${kind}`,
    kind,
    probability: 0.5,
  }));
  const pipeline = await make("POST", "/pipelines", { name: `${text} pipeline`, stages });
  await make("POST", "/teams", { name: `${text} team` });
  return { customObject, pipelineId: String(pipeline.id) };
}

/** One record of each kind, linked to each other, one in the trash, and what hangs on them. */
export async function fillRecords(
  make: Make,
  marks: Marks,
  shape: { customObject: string; pipelineId: string; fieldText: string },
  serial: number,
): Promise<Filled> {
  const custom = { [`secret_${shape.fieldText}`]: `${marks.text} custom ${serial}` };
  const hasCustom = new Set(["people", "companies", "deals"]);
  const records: Record<string, string> = {};
  const links: Json = {};
  const linkOf: Record<string, string> = {
    companies: "companyId",
    people: "personId",
    deals: "dealId",
    tickets: "ticketId",
  };
  for (const object of [
    "companies",
    "people",
    "products",
    "deals",
    "tickets",
    "tasks",
    "notes",
    "activities",
  ]) {
    const body = recordBody(object, marks, serial, {
      ...links,
      ...(object === "deals" ? { pipelineId: shape.pipelineId } : {}),
    });
    const made = await make(
      "POST",
      `/${object}`,
      hasCustom.has(object) ? { ...body, custom } : body,
    );
    records[object] = String(made.id);
    const link = linkOf[object];
    if (link !== undefined) links[link] = made.id;
    await make("PATCH", `/${object}/${made.id}`, { ownerId: marks.memberId });
  }
  const gadget = await make("POST", `/records/${shape.customObject}`, {
    name: `${marks.text} gadget ${serial}`,
    region: marks.region,
    ownerId: marks.memberId,
    custom,
  });
  records[shape.customObject] = String(gadget.id);
  await make("POST", `/deals/${records.deals}/line-items`, {
    name: `${marks.text} line`,
    quantity: 2,
    unitPriceMinor: Number(marks.digits),
    description: `${marks.text} line of text`,
    productId: records.products,
  });
  const quote = await make("POST", "/quotes", {
    dealId: records.deals,
    title: `${marks.text} quote`,
    addressee: `${marks.text} addressee`,
    notes: `${marks.text} ${marks.digits}`,
  });
  records.quotes = String(quote.id);
  await make("POST", `/quotes/${quote.id}/send`);
  for (const object of ["people", "notes"]) {
    const query = `object=${object}&recordId=${records[object]}&fileName=${marks.text}.txt`;
    const file = await make("POST", `/attachments?${query}`, `${marks.text} ${marks.digits}`);
    records.attachments = String(file.id);
  }
  await make("POST", "/relations", {
    fromObject: "people",
    fromId: records.people,
    toObject: shape.customObject,
    toId: gadget.id,
    label: `${marks.text} link`,
  });
  const trashed = await make("POST", "/people", recordBody("people", marks, serial + 1, {}));
  await make("DELETE", `/people/${trashed.id}`);
  return {
    records,
    trashedPerson: String(trashed.id),
    customObject: shape.customObject,
    pipelineId: shape.pipelineId,
  };
}
