// Keeps people in step with another system. Each is found by e-mail address and changed, or created; what is refused
// is said and the rest goes on. Started again after a crash, it does nothing twice: the run has a name.
import { connect } from "./connect.ts";

interface Contact {
  mail: string;
  name: string;
  town: string;
}

/** Stands for the other system: any number of contacts, as they come. */
async function* contacts(): AsyncGenerator<Contact> {
  for (let n = 0; n < 2_500; n += 1) {
    yield { mail: `contact-${n}@sync.example`, name: `Contact ${n}`, town: "Porto" };
  }
  yield { mail: "not an address", name: "Nobody", town: "Nowhere" };
}

async function* operations() {
  for await (const { mail, name, town } of contacts()) {
    const data = { email: mail, lastName: name, city: town };
    yield { op: "upsert" as const, key: "email", data };
  }
}

const people = connect().records("people");
const run = process.argv[2] ?? "sync-2031-01-15";
const { outcomes, failed } = await people.bulkAll(operations(), {
  idempotencyKey: run,
  onProgress: ({ done, calls }) => console.log(`${done} done in ${calls} calls`),
});
const created = outcomes.filter(({ result }) => result.status === 201).length;
for (const { index, error } of failed) console.log(`row ${index}: ${error?.message}`);
console.log(
  `${created} created, ${outcomes.length - created - failed.length} changed, ${failed.length} refused`,
);
