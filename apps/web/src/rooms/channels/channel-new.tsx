// Setting up a channel: its kind, the form, then its key and secret, then its own screen.
import type { ChannelWithSecrets } from "@rapport/sdk";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { SettingsPage } from "../../ui/settings.tsx";
import { NoRight } from "../../ui/states.tsx";
import { useMay } from "../access/session.ts";
import {
  emptyValues,
  inputFrom,
  KIND_WORDS,
  NEW_KINDS,
  type NewKind,
  type Values,
} from "./channel.rules.ts";
import { ChannelForm } from "./channel-form.tsx";
import { refreshChannels } from "./channel-queries.ts";
import css from "./channels.module.css";
import { SecretsDialog } from "./secrets-dialog.tsx";

const route = getRouteApi("/app/settings/channels/new");

const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const Kinds = () => (
  <SettingsPage wide title="New channel" lead="How should customers write to you?">
    <div className={css.kinds}>
      {NEW_KINDS.map((kind) => (
        <Link key={kind} className={css.kind} to="/settings/channels/new" search={{ kind }}>
          <strong>{KIND_WORDS[kind].word}</strong>
          <span>{KIND_WORDS[kind].about}</span>
        </Link>
      ))}
    </div>
  </SettingsPage>
);

const NewOne = ({ kind }: { kind: NewKind }) => {
  const navigate = route.useNavigate();
  const [made, setMade] = useState<ChannelWithSecrets | null>(null);
  const create = useMutation({
    mutationFn: (values: Values) => api.channels.create(inputFrom(kind, values)),
    onSuccess: async ({ data }) => {
      setMade(data);
      await refreshChannels();
    },
  });
  return (
    <SettingsPage
      wide
      title={`New channel: ${KIND_WORDS[kind].word}`}
      lead={KIND_WORDS[kind].about}
    >
      <ChannelForm
        kind={kind}
        start={emptyValues(ownZone())}
        isNew
        error={create.error}
        isSaving={create.isPending}
        action="Set up channel"
        onSave={(values) => create.mutate(values)}
        onCancel={() => void navigate({ to: "/settings/channels" })}
      />
      <SecretsDialog
        made={made}
        onClose={() =>
          made && void navigate({ to: "/settings/channels/$id", params: { id: made.id } })
        }
      />
    </SettingsPage>
  );
};

export const ChannelNew = () => {
  const may = useMay("channels.manage");
  const { kind } = route.useSearch();
  if (!may) return <NoRight>An admin can set up channels, or give your role the right.</NoRight>;
  return kind ? <NewOne key={kind} kind={kind} /> : <Kinds />;
};
