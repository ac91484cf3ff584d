// Who may come in and what they may do: sessions, members, roles, teams, invitations, API keys.
import type {
  ApiKey,
  Invitation,
  Me,
  Member,
  Page,
  Permissions,
  Role,
  Team,
  Workspace,
} from "@rapport/contracts";
import type { Transport } from "./transport.ts";

export type MemberChange = Partial<
  Pick<Member, "name" | "roleId" | "teamIds" | "regions" | "status">
>;

/** List, create, update and remove over one path of small settings. */
export const createCollection = <T, Input = Partial<T>, Change = Input>(
  transport: Transport,
  path: string,
) => {
  const at = (id: string): string => `${path}/${encodeURIComponent(id)}`;
  return {
    /** All of them, page after page. */
    list: async (query: Record<string, string | number | undefined> = {}): Promise<T[]> => {
      const all: T[] = [];
      let cursor: string | undefined;
      do {
        const answer = await transport.call<Page<T>>("GET", path, { query: { ...query, cursor } });
        all.push(...answer.body.data);
        cursor = answer.body.nextCursor ?? undefined;
      } while (cursor);
      return all;
    },
    create: async (data: Input): Promise<T> =>
      (await transport.call<T>("POST", path, { json: data })).body,
    update: async (id: string, data: Change): Promise<T> =>
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

export interface InvitationInput {
  email: string;
  roleId: string;
  teamIds?: string[];
  regions?: string[];
}

export type CreatedInvitation = Invitation & { mailed: boolean; url?: string };

export interface ApiKeyInput {
  name: string;
  roleId?: string;
  /** Instead of a role: exactly these permissions. */
  scopes?: Permissions;
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
  members: createCollection<Member, MemberChange>(transport, "/members"),
  invitations: {
    ...createCollection<Invitation>(transport, "/invitations"),
    /** Where no mail could be sent, the answer carries the link to hand over, this once. */
    create: async (data: InvitationInput): Promise<CreatedInvitation> =>
      (await transport.call<CreatedInvitation>("POST", "/invitations", { json: data })).body,
  },
  roles: createCollection<Role, { name?: string; permissions?: Permissions }>(transport, "/roles"),
  teams: createCollection<Team, { name?: string }>(transport, "/teams"),
  apiKeys: {
    ...createCollection<ApiKey>(transport, "/api-keys"),
    /** The secret is in this answer only; it cannot be shown again. */
    create: async (data: ApiKeyInput): Promise<ApiKey & { secret: string }> =>
      (await transport.call<ApiKey & { secret: string }>("POST", "/api-keys", { json: data })).body,
  },
  workspace: {
    get: async (): Promise<Workspace> =>
      (await transport.call<Workspace>("GET", "/workspace")).body,
    update: async (data: Partial<Workspace>): Promise<Workspace> =>
      (await transport.call<Workspace>("PATCH", "/workspace", { json: data })).body,
  },
});
