// Who may come in and what they may do: sessions, members, roles, teams, invitations, API keys.
import type {
  ApiKey,
  Invitation,
  Me,
  Member,
  Permissions,
  RecoveryCodes,
  Role,
  SecondFactorSetUp,
  SignInStep,
  Team,
  Workspace,
} from "@rapport/contracts";
import { createCollection } from "./collection.ts";
import type { RequestOptions } from "./options.ts";
import type { Transport } from "./transport.ts";

export type MemberChange = Partial<
  Pick<Member, "name" | "roleId" | "teamIds" | "regions" | "status" | "externalId">
> & { mayUsePassword?: boolean };

/** `done`: signed in. Else the step that follows a right password. */
export type SignInResult = "done" | SignInStep["step"];

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
  /** Requests a minute; the workspace's usual limit unless told. */
  rateLimitPerMinute?: number | null;
}

/** Sessions of a browser. After `signIn` the cookie speaks for the member. */
export const createAuthClient = (transport: Transport) => {
  const post = async (path: string, json: unknown, options?: RequestOptions): Promise<void> => {
    await transport.call("POST", `/auth/${path}`, { ...options, json });
  };
  const answered = async <T>(path: string, json: unknown, options?: RequestOptions): Promise<T> =>
    (await transport.call<T>("POST", `/auth/${path}`, { ...options, json })).body;
  const signInBy = async (
    path: string,
    json: unknown,
    options?: RequestOptions,
  ): Promise<SignInResult> =>
    (await answered<SignInStep | undefined>(path, json, options))?.step ?? "done";
  return {
    /** Whether the first workspace still has to be made. */
    state: (options?: RequestOptions): Promise<{ needsFirstWorkspace: boolean }> =>
      transport.get<{ needsFirstWorkspace: boolean }>("/auth/state", {}, options),
    /** Rejects with an AuthenticationError, or a RateLimitError after too many attempts. */
    signIn: (input: { email: string; password: string }, options?: RequestOptions) =>
      signInBy("sign-in", input, options),
    signUp: (input: SignUp, options?: RequestOptions) => signInBy("sign-up", input, options),
    /** Answers the address where an identity provider ends its own session, if there is one. */
    signOut: async (options?: RequestOptions): Promise<string | null> =>
      (await answered<{ url: string } | undefined>("sign-out", {}, options))?.url ?? null,
    giveSecondFactor: (
      input: { code: string; rememberDevice?: boolean },
      options?: RequestOptions,
    ) => post("second-factor", input, options),
    /** The set-up that a workspace asks for, between password and session. */
    setUpSecondFactor: (options?: RequestOptions) =>
      answered<SecondFactorSetUp>("second-factor/set-up", {}, options),
    confirmSecondFactor: (input: { code: string }, options?: RequestOptions) =>
      answered<RecoveryCodes>("second-factor/confirm", input, options),
    confirmEmail: (input: { token: string }, options?: RequestOptions) =>
      post("confirm-email", input, options),
    /** Sends a letter with a link, if somebody has this address; answers the same if nobody has. */
    forgotPassword: (input: { email: string }, options?: RequestOptions) =>
      post("forgot-password", input, options),
    resetPassword: (input: { token: string; password: string }, options?: RequestOptions) =>
      post("reset-password", input, options),
    /** Ends all other sessions of this person. */
    changePassword: (
      input: { currentPassword: string; newPassword: string },
      options?: RequestOptions,
    ) => post("change-password", input, options),
    acceptInvitation: (
      input: { token: string; name: string; password: string },
      options?: RequestOptions,
    ) => signInBy("accept-invitation", input, options),
    /** Who is asking, and what that member may do. */
    me: (options?: RequestOptions): Promise<Me> => transport.get<Me>("/me", {}, options),
  };
};

export const createAccessClients = (transport: Transport) => ({
  auth: createAuthClient(transport),
  members: createCollection<Member, MemberChange>(transport, "/members"),
  invitations: {
    ...createCollection<Invitation>(transport, "/invitations"),
    /** Where no mail could be sent, the answer carries the link to hand over, this once. */
    create: async (data: InvitationInput, options?: RequestOptions): Promise<CreatedInvitation> => {
      const asked = { ...options, json: data };
      return (await transport.write<CreatedInvitation>("POST", "/invitations", asked)).data;
    },
  },
  roles: createCollection<Role, { name?: string; permissions?: Permissions }>(transport, "/roles"),
  teams: createCollection<Team, { name?: string }>(transport, "/teams"),
  apiKeys: {
    ...createCollection<ApiKey>(transport, "/api-keys"),
    /** The secret is in this answer only; it cannot be shown again. */
    create: async (
      data: ApiKeyInput,
      options?: RequestOptions,
    ): Promise<ApiKey & { secret: string }> => {
      const asked = { ...options, json: data };
      return (await transport.write<ApiKey & { secret: string }>("POST", "/api-keys", asked)).data;
    },
  },
  workspace: {
    get: (options?: RequestOptions): Promise<Workspace> =>
      transport.get<Workspace>("/workspace", {}, options),
    update: async (data: Partial<Workspace>, options?: RequestOptions): Promise<Workspace> => {
      const asked = { ...options, json: data };
      return (await transport.write<Workspace>("PATCH", "/workspace", asked)).data;
    },
  },
});
