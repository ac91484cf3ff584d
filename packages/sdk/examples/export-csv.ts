// Writes all people of a city into a CSV file, as they arrive: any number of rows in little memory.
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { connect } from "./connect.ts";

const [file = "people.csv", city = "Porto"] = process.argv.slice(2);
const people = connect().records("people");
const fields = ["firstName", "lastName", "email", "city"];
const response = await people.exportStream({ format: "csv", filter: { city }, fields });
if (!response.body) throw new Error("The server sent nothing.");
await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(file));

// The same as records, one by one:
let count = 0;
for await (const person of people.exportRecords({ filter: { city }, fields })) {
  if (person.email) count += 1;
}
console.log(`${count} people with an address, in ${file}`);
