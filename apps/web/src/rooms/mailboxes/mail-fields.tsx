// What a mailbox asks: address, name, password; servers are guessed when the address was entered, and can be changed.
import { Group, NumberInput, PasswordInput, Stack, Textarea, TextInput } from "@mantine/core";
import { Select } from "../../ui/select.tsx";
import { Section } from "../../ui/settings.tsx";
import { guessedServers, type MailValues, type Security } from "./mail-settings.rules.ts";

interface MailFieldsProps {
  values: MailValues;
  password: string;
  isNew: boolean;
  set: (change: Partial<MailValues>) => void;
  setPassword: (password: string) => void;
}

const SECURITIES = [
  { value: "tls", label: "TLS" },
  { value: "starttls", label: "STARTTLS" },
  { value: "none", label: "None (inside the network)" },
];

const Server = ({
  label,
  host,
  port,
  security,
  onChange,
}: {
  label: string;
  host: string;
  port: number;
  security: Security;
  onChange: (change: { host?: string; port?: number; security?: Security }) => void;
}) => (
  <Group gap={8} align="flex-end" wrap="wrap">
    <TextInput
      flex="1 1 220px"
      label={label}
      required
      withAsterisk={false}
      maxLength={253}
      value={host}
      onChange={(event) => onChange({ host: event.currentTarget.value })}
    />
    <NumberInput
      w={90}
      label="Port"
      aria-label={`Port of ${label}`}
      hideControls
      min={1}
      max={65_535}
      allowDecimal={false}
      value={port}
      onChange={(next) => onChange({ port: Number(next) || 0 })}
    />
    <Select
      w={190}
      label="Encryption"
      aria-label={`Encryption of ${label}`}
      allowDeselect={false}
      data={SECURITIES}
      value={security}
      onChange={(next) => onChange({ security: (next ?? "tls") as Security })}
    />
  </Group>
);

export const MailFields = ({ values, password, isNew, set, setPassword }: MailFieldsProps) => (
  <>
    <Section title="Mailbox" lead="It is only read: nothing is marked, moved or deleted there.">
      <Stack gap={12} maw={560}>
        <TextInput
          label="Address"
          description="Where customers write to, and what replies come from."
          type="email"
          required
          withAsterisk={false}
          maxLength={254}
          value={values.address}
          onChange={(event) => set({ address: event.currentTarget.value })}
          onBlur={() => set(guessedServers(values))}
        />
        <TextInput
          label="Sender name"
          description="Stands before the address in replies."
          required
          withAsterisk={false}
          maxLength={80}
          value={values.senderName}
          onChange={(event) => set({ senderName: event.currentTarget.value })}
        />
        <TextInput
          label="User name"
          description="Empty: the address."
          autoComplete="off"
          maxLength={320}
          value={values.user}
          onChange={(event) => set({ user: event.currentTarget.value })}
        />
        <PasswordInput
          label="Password"
          description={
            isNew
              ? "Kept sealed, never shown. Some providers want a password for apps."
              : "Kept sealed. Empty: it stays as it is."
          }
          required={isNew}
          withAsterisk={false}
          autoComplete="off"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </Stack>
    </Section>
    <Section title="Servers">
      <Stack gap={12} maw={560}>
        <Server
          label="Incoming (IMAP)"
          host={values.imapHost}
          port={values.imapPort}
          security={values.imapSecurity}
          onChange={({ host, port, security }) =>
            set({
              ...(host === undefined ? {} : { imapHost: host }),
              ...(port === undefined ? {} : { imapPort: port }),
              ...(security === undefined ? {} : { imapSecurity: security }),
            })
          }
        />
        <Server
          label="Outgoing (SMTP)"
          host={values.smtpHost}
          port={values.smtpPort}
          security={values.smtpSecurity}
          onChange={({ host, port, security }) =>
            set({
              ...(host === undefined ? {} : { smtpHost: host }),
              ...(port === undefined ? {} : { smtpPort: port }),
              ...(security === undefined ? {} : { smtpSecurity: security }),
            })
          }
        />
        <Textarea
          label="Folders, one a line"
          description="The first is the one whose news comes at once."
          autosize
          minRows={1}
          value={values.folders}
          onChange={(event) => set({ folders: event.currentTarget.value })}
        />
        <TextInput
          label="Mails since"
          description="Older ones are left where they are."
          type="date"
          required
          withAsterisk={false}
          value={values.since}
          onChange={(event) => set({ since: event.currentTarget.value })}
        />
        <TextInput
          label="Server that checks senders"
          description="Its name in Authentication-Results, such as mx.example.com. Mails to capture addresses must then pass SPF, DKIM or DMARC there. Empty: not asked."
          maxLength={253}
          value={values.trustedServer}
          onChange={(event) => set({ trustedServer: event.currentTarget.value })}
        />
      </Stack>
    </Section>
  </>
);
