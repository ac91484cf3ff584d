// Another member of the workspace, who joined by an invitation and works through the API in a session of their own.
import { type Client, createClient } from "@rapport/sdk";
import type { Walk } from "./walk-context.ts";

export interface SecondMember {
  client: Client;
  memberId: string;
  name: string;
}

/** Answers a client whose cookies are kept between calls. */
const clientWithCookies = (url: string): Client => {
  let cookie = "";
  return createClient({
    baseUrl: url,
    fetch: async (input, init = {}) => {
      const headers = new Headers(init.headers);
      if (cookie) headers.set("cookie", cookie);
      headers.set("origin", url);
      const response = await fetch(input, { ...init, headers });
      const set = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
      if (set.length > 0) cookie = set.join("; ");
      return response;
    },
  });
};

export const joinSecondMember = async (
  { api, url }: Walk,
  name: string,
  email: string,
): Promise<SecondMember> => {
  const roles = await api.roles.list();
  const role = roles.find(({ key }) => key === "member");
  const invitation = await api.invitations.create({ email, roleId: role?.id ?? "" });
  const token = new URL(invitation.url ?? url).searchParams.get("token") ?? "";
  const client = clientWithCookies(url);
  await client.auth.acceptInvitation({ token, name, password: "correct horse battery" });
  const me = await client.auth.me();
  return { client, memberId: me.member?.id ?? "", name };
};
