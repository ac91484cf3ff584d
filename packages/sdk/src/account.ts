// A person's own sign-in, sessions and profile; what a workspace asks of those who sign in; its connections to
// identity providers.
import type {
  Connection,
  ConnectionCheck,
  ConnectionPatch,
  MemberSignIn,
  MySecurity,
  NewConnection,
  Profile,
  RecoveryCodes,
  SecondFactorSetUp,
  SecurityPolicy,
  Session,
  SignInButton,
} from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport } from "./transport.ts";

export type ProfileChange = Partial<Pick<Profile, "name" | "locale" | "timeZone">>;
export type SecurityPolicyChange = Partial<Omit<SecurityPolicy, "ssoDomains">>;

const callsOf = (transport: Transport) => ({
  get: <T>(path: string, options?: RequestOptions): Promise<T> =>
    transport.get<T>(path, {}, options),
  post: async <T>(path: string, json: unknown = {}, options?: RequestOptions): Promise<T> =>
    (await transport.call<T>("POST", path, { ...options, json })).body,
  patch: async <T>(path: string, json: unknown, options?: RequestOptions): Promise<T> =>
    (await transport.call<T>("PATCH", path, { ...options, json })).body,
  remove: async (path: string, options?: RequestOptions): Promise<void> => {
    await transport.call("DELETE", path, options);
  },
});

/** What belongs to the person who is signed in. */
export const createAccountClient = (transport: Transport) => {
  const { get, post, patch, remove } = callsOf(transport);
  return {
    profile: (options?: RequestOptions) => get<Profile>("/me/profile", options),
    changeProfile: (data: ProfileChange, options?: RequestOptions) =>
      patch<Profile>("/me/profile", data, options),
    /** Sends a link to the new address; nothing changes before it is opened. */
    changeEmail: (data: { email: string; password: string }, options?: RequestOptions) =>
      post<void>("/me/email", data, options),
    security: (options?: RequestOptions) => get<MySecurity>("/me/security", options),
    setUpSecondFactor: (data: { password: string }, options?: RequestOptions) =>
      post<SecondFactorSetUp>("/me/second-factor", data, options),
    confirmSecondFactor: (data: { code: string }, options?: RequestOptions) =>
      post<RecoveryCodes>("/me/second-factor/confirm", data, options),
    makeRecoveryCodes: (data: { password: string }, options?: RequestOptions) =>
      post<RecoveryCodes>("/me/second-factor/recovery-codes", data, options),
    removeSecondFactor: (data: { password: string }, options?: RequestOptions) =>
      post<void>("/me/second-factor/remove", data, options),
    forgetDevices: (options?: RequestOptions) => post<void>("/me/devices/forget", {}, options),
    sessions: async (options?: RequestOptions) =>
      (await get<{ data: Session[] }>("/me/sessions", options)).data,
    endSession: (id: string, options?: RequestOptions) =>
      remove(`/me/sessions/${encodeURIComponent(id)}`, options),
    endOtherSessions: async (options?: RequestOptions) =>
      (await post<{ ended: number }>("/me/sessions/end-others", {}, options)).ended,
  };
};

/** What an admin sees and does about how members sign in. */
export const createMemberSecurityClient = (transport: Transport) => {
  const { get, post, patch } = callsOf(transport);
  const at = (id: string): string => `/members/${encodeURIComponent(id)}`;
  return {
    list: async (options?: RequestOptions) =>
      (await get<{ data: MemberSignIn[] }>("/member-sign-ins", options)).data,
    sessions: async (memberId: string, options?: RequestOptions) =>
      (await get<{ data: Session[] }>(`${at(memberId)}/sessions`, options)).data,
    endSessions: async (memberId: string, options?: RequestOptions) =>
      (await post<{ ended: number }>(`${at(memberId)}/end-sessions`, {}, options)).ended,
    resetSecondFactor: (memberId: string, options?: RequestOptions) =>
      post<void>(`${at(memberId)}/reset-second-factor`, {}, options),
    policy: (options?: RequestOptions) => get<SecurityPolicy>("/security-policy", options),
    changePolicy: (data: SecurityPolicyChange, options?: RequestOptions) =>
      patch<SecurityPolicy>("/security-policy", data, options),
  };
};

/** Single sign-on: a workspace's connections, and the way through one of them. */
export const createSsoClient = (transport: Transport) => {
  const { get, post, patch, remove } = callsOf(transport);
  const at = (id: string): string => `/sso/connections/${encodeURIComponent(id)}`;
  return {
    list: async (options?: RequestOptions) =>
      (await get<{ data: Connection[] }>("/sso/connections", options)).data,
    create: (data: NewConnection, options?: RequestOptions) =>
      post<Connection>("/sso/connections", data, options),
    update: (id: string, data: ConnectionPatch, options?: RequestOptions) =>
      patch<Connection>(at(id), data, options),
    remove: (id: string, options?: RequestOptions) => remove(at(id), options),
    /** Asks the provider, and says what is wrong. */
    test: (id: string, options?: RequestOptions) =>
      post<ConnectionCheck>(`${at(id)}/test`, {}, options),
    /** For the sign-in screen: those that are shown to everybody, and those of an address's domain. */
    buttons: async (email?: string, options?: RequestOptions) =>
      (await transport.get<{ data: SignInButton[] }>("/auth/sso", { email }, options)).data,
    /** Answers where the browser has to go. */
    start: async (data: { connectionId: string; next?: string }, options?: RequestOptions) =>
      (await post<{ url: string }>("/auth/sso/start", data, options)).url,
  };
};
