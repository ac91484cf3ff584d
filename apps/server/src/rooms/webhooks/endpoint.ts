// An endpoint as the room keeps it, and what the worker needs to know of its health.
import type {
  Permissions,
  Webhook,
  WebhookDisabledReason,
  WebhookStatus,
} from "@rapport/contracts";

export interface StoredEndpoint {
  id: string;
  name: string;
  url: string;
  events: string[];
  fields: string[];
  payload: Webhook["payload"];
  bulk: boolean;
  memberId: string | null;
  roleId: string | null;
  ceiling: Permissions;
  /** Sealed. */
  secret: string;
  oldSecret: string | null;
  oldSecretUntil: string | null;
  status: WebhookStatus;
  disabledReason: WebhookDisabledReason | null;
  statusSince: string;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface StoredHealth {
  lastSuccessAt: string | null;
  lastFailureAt: string | null;
  lastError: string | null;
  failingSince: string | null;
  failures: number;
  holdUntil: string | null;
}

export const unharmed: StoredHealth = {
  lastSuccessAt: null,
  lastFailureAt: null,
  lastError: null,
  failingSince: null,
  failures: 0,
  holdUntil: null,
};
