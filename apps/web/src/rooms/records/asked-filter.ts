// The filter as the server is asked, in the viewer's zone. What stands in addresses and in saved views has no zone.
import type { Filter } from "@rapport/sdk";
import { readerZone } from "../../ui/format.rules.ts";
import { inZone } from "./relative-range.rules.ts";

export const asked = (filter: Filter | undefined): { filter?: Filter } =>
  filter ? { filter: inZone(filter, readerZone()) } : {};
