// The filter as the server is asked, in the viewer's zone. What stands in addresses and in saved views has no zone.
import type { Filter } from "@rapport/sdk";
import { inZone } from "./relative-range.rules.ts";

const viewerZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export const asked = (filter: Filter | undefined): { filter?: Filter } =>
  filter ? { filter: inZone(filter, viewerZone()) } : {};
