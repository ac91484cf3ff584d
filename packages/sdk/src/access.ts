// Who may come in and what they may do: sessions, members, roles, teams, invitations, API keys.
import type { Page, Permissions } from "@rapport/contracts";
import type { Transport } from "./transport.ts";
import type { ApiKey, Invitation, Me, Member, Role, Team } from "./types.ts";

/** List, create, update and remove over one path of small settings. */
export const createCollection = <T, Input = Partial<T>>(transport: Transport, path: string) => {
  const at = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  return {
    list: async (query: Record<string, string | number | undefined> = {}): Promise<T[]> =>
      (await transport.call<Page<T>>("GET", path, { query })).body.data,
    create: async (data: Input): Promise<T> =>
      (await transport.call<T>("POST", path, { json: data })).body,
    update: async (id: string, data: Input): Promise<T> =>
      (await transport.call<T>("PATCH", at(id), { json: data })).body,
    remove: async (id: string): Promise<void> => {
      await transport.call("DELETE", at(id));
    },
  };
};

export interface SignUp {
  name: string;
  email: string;
  password: string;
  workspaceName: string;
}

export interface ApiKeyInput {
  name: string;
  roleId?: string;
  scopes?: string[];
  expiresAt?: string | null;
}

/** Sessions of a browser. After `signIn` the cookie speaks for the member. */
export const createAuthClient = (transport: Transport) => {
  const post = async (path: string, json: unknown): Promise<void> => {
    await transport.call("POST", `/auth/${path}`, { json });
  };
  return {
    /** Whether the first workspace still has to be made. */
    state: async (): Promise<{ needsFirstWorkspace: boolean }> =>
      (await transport.call<{ needsFirstWorkspace: boolean }>("GET", "/auth/state")).body,
    signIn: (input: { email: string; password: string }) => post("sign-in", input),
    signUp: (input: SignUp) => post("sign-up", input),
    signOut: () => post("sign-out", {}),
    forgotPassword: (input: { email: string }) => post("forgot-password", input),
    resetPassword: (input: { token: string; password: string }) => post("reset-password", input),
    acceptInvitation: (input: { token: string; name: string; password: string }) =>
      post("accept-invitation", input),
    /** Who is asking, and what that member may do. */
    me: async (): Promise<Me> => (await transport.call<Me>("GET", "/me")).body,
  };
};

export const createAccessClients = (transport: Transport) => ({
  auth: createAuthClient(transport),
  members: createCollection<Member>(transport, "/members"),
  invitations: createCollection<Invitation, { email: string; roleId: string }>(
    transport,
    "/invitations",
  ),
  roles: createCollection<Role, { name?: string; permissions?: Permissions }>(transport, "/roles"),
  teams: createCollection<Team>(transport, "/teams"),
  apiKeys: {
    ...createCollection<ApiKey>(transport, "/api-keys"),
    /** The secret is in this answer only; it cannot be shown again. */
    create: async (data: ApiKeyInput): Promise<ApiKey & { secret: string }> =>
      (await transport.call<ApiKey & { secret: string }>("POST", "/api-keys", { json: data })).body,
  },
  workspace: {
    get: async (): Promise<Me["workspace"]> =>
      (await transport.call<Me["workspace"]>("GET", "/workspace")).body,
    update: async (data: Partial<Me["workspace"]>): Promise<Me["workspace"]> =>
      (await transport.call<Me["workspace"]>("PATCH", "/workspace", { json: data })).body,
  },
});
