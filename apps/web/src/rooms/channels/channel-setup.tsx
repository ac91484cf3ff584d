// What has to be done elsewhere so that a channel works: code and addresses to copy.
import { Button, Group } from "@mantine/core";
import type { Channel, ChannelWithSecrets } from "@rapport/sdk";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { CopyField } from "../../ui/copy-field.tsx";
import { Section } from "../../ui/settings.tsx";
import {
  apiExampleOf,
  hashCode,
  knownSnippetOf,
  providerAddressOf,
  snippetOf,
} from "./channel.rules.ts";
import { useChannelWrite } from "./channel-queries.ts";
import css from "./channels.module.css";
import { CodeBlock } from "./code-block.tsx";
import { SecretsDialog } from "./secrets-dialog.tsx";

const server = location.origin;

const NewSecret = ({ channel, what }: { channel: Channel; what: "key" | "secret" }) => {
  const [made, setMade] = useState<ChannelWithSecrets | null>(null);
  const rotate = useChannelWrite({
    run: () => api.channels.rotate(channel.id, what),
    done: null,
    failed: `The ${what} was not changed`,
  });
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={rotate.isPending}
        onClick={() => rotate.mutate(undefined, { onSuccess: ({ data }) => setMade(data) })}
      >
        Make a new {what}
      </Button>
      <SecretsDialog made={made} onClose={() => setMade(null)} />
    </>
  );
};

const WidgetSetup = ({ channel, publicKey }: { channel: Channel; publicKey: string }) => (
  <>
    <Section
      title="On your website"
      lead="Put this line into every page that should show the chat."
    >
      <CodeBlock label="Script tag" code={snippetOf(server, publicKey)} />
      <Button component="a" href={`/demo/widget?key=${publicKey}`} target="_blank" rel="noopener">
        Open test page
      </Button>
    </Section>
    <Section
      title="Who is signed in"
      lead="If people sign in on your website, say who they are: their conversation is then the same on all their devices, and you see who writes. Your server proves it with a hash, so that nobody can pretend."
    >
      <CodeBlock label="Script tag with a user" code={knownSnippetOf(server, publicKey)} />
      <CodeBlock label="The hash, on your server (Node.js)" code={hashCode} />
      <NewSecret channel={channel} what="secret" />
      <p className={css.quiet}>With a new secret, hashes by the former one are refused.</p>
    </Section>
  </>
);

const ApiSetup = ({ channel }: { channel: Channel }) => (
  <>
    <Section
      title="Messages in"
      lead="A message with an id that was taken before is not taken again, so send it until you get an answer."
    >
      <CodeBlock label="A message" code={apiExampleOf(server)} />
      <Group gap={12}>
        <NewSecret channel={channel} what="key" />
        <span className={css.quiet}>The present key begins with {channel.keyHint}.</span>
      </Group>
    </Section>
    <Section title="Replies out" lead="Posted to your address, signed by Standard Webhooks.">
      <NewSecret channel={channel} what="secret" />
    </Section>
  </>
);

const SmsSetup = ({ channel }: { channel: Channel }) => (
  <Section
    title="At the provider"
    lead="Where it posts what customers write, signed with the secret."
  >
    <CopyField label="Address" value={providerAddressOf(server, channel.id)} />
    <Group mt={12}>
      <NewSecret channel={channel} what="secret" />
    </Group>
  </Section>
);

export const ChannelSetup = ({ channel }: { channel: Channel }) => {
  const { kind, publicKey } = channel;
  if (kind === "widget" && publicKey)
    return <WidgetSetup channel={channel} publicKey={publicKey} />;
  if (kind === "api") return <ApiSetup channel={channel} />;
  return kind === "sms" ? <SmsSetup channel={channel} /> : null;
};
