// The set-up as it is stored.
import type { AiDataClass, AiProviderKind, AiPurpose } from "@rapport/contracts";
import type { LadderRoute } from "./ladder.rules.ts";
import type { Price } from "./price.rules.ts";

export interface StoredProvider {
  id: string;
  name: string;
  kind: AiProviderKind;
  baseUrl: string | null;
  region: string;
  dataClass: AiDataClass;
  /** Sealed. */
  secret: string | null;
  keyHint: string | null;
  isOn: boolean;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface StoredModel {
  id: string;
  providerId: string;
  name: string;
  label: string;
  isOn: boolean;
}

export type StoredPrice = Price & { modelId: string; since: string };
export type StoredRoute = LadderRoute & { purpose: AiPurpose };
