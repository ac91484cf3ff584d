// One's own profile: name, language of dates and numbers, time zone, e-mail address.
import { Alert, Button, Group, Stack, TextInput } from "@mantine/core";
import type { Profile } from "@rapport/sdk";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, queryClient } from "../../platform/api.ts";
import { formatDateTime, formatNumber, readAs } from "../../ui/format.rules.ts";
import { Select } from "../../ui/select.tsx";
import { Section, SettingsPage } from "../../ui/settings.tsx";
import { ErrorState, FormError, SkeletonLines } from "../../ui/states.tsx";
import { showDone } from "../../ui/toast.tsx";
import { CaptureSection } from "../mailboxes/capture-section.tsx";
import { profileQuery, refreshAccount, securityQuery } from "./account-queries.ts";
import { PasswordDialog } from "./password-dialog.tsx";
import { useMe } from "./session.ts";

const LOCALES = [
  "en-GB",
  "en-US",
  "de-DE",
  "de-AT",
  "de-CH",
  "fr-FR",
  "es-ES",
  "it-IT",
  "nl-NL",
  "pt-PT",
  "pt-BR",
  "pl-PL",
  "cs-CZ",
  "da-DK",
  "sv-SE",
  "nb-NO",
  "fi-FI",
  "tr-TR",
  "uk-UA",
  "ja-JP",
  "ko-KR",
  "zh-CN",
  "ar-EG",
  "hi-IN",
];

const nameOfLocale = (locale: string): string =>
  new Intl.DisplayNames([locale], { type: "language" }).of(locale) ?? locale;

const withOwn = (list: readonly string[], own: string | null): string[] =>
  own && !list.includes(own) ? [own, ...list] : [...list];

const Preferences = ({ profile }: { profile: Profile }) => {
  const [name, setName] = useState(profile.name);
  const [locale, setLocale] = useState(profile.locale);
  const [timeZone, setTimeZone] = useState(profile.timeZone);
  const save = useMutation({
    mutationFn: () => api.account.changeProfile({ name: name.trim(), locale, timeZone }),
    onSuccess: async (saved) => {
      readAs(saved);
      await queryClient.invalidateQueries();
      showDone("Profile saved.");
    },
  });
  const isSame =
    name.trim() === profile.name && locale === profile.locale && timeZone === profile.timeZone;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={onSubmit}>
      <Stack gap={14} maw={420}>
        <FormError error={save.error} />
        <TextInput
          label="Name"
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Dates and numbers"
          description={`Now they read like this: ${formatDateTime("2026-03-01T14:05:00Z")}, ${formatNumber(1234567.8)}`}
          placeholder="As the browser says"
          clearable
          searchable
          data={withOwn(LOCALES, locale).map((value) => ({ value, label: nameOfLocale(value) }))}
          value={locale}
          onChange={setLocale}
        />
        <Select
          label="Time zone"
          description="For times on screens, and for “today” and “this week” in filters."
          placeholder="As the browser says"
          clearable
          searchable
          limit={100}
          data={withOwn(Intl.supportedValuesOf("timeZone"), timeZone)}
          value={timeZone}
          onChange={setTimeZone}
        />
        <Group>
          <Button type="submit" loading={save.isPending} disabled={isSame || name.trim() === ""}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const Address = ({ profile, byProvider }: { profile: Profile; byProvider: boolean }) => {
  const [email, setEmail] = useState("");
  const [asking, setAsking] = useState(false);
  if (byProvider) {
    return (
      <p className="r-muted">
        {profile.email}. Your identity provider keeps this address; change it there.
      </p>
    );
  }
  return (
    <Stack gap={12} maw={420}>
      {profile.pendingEmail ? (
        <Alert variant="light" role="status">
          A link is on its way to {profile.pendingEmail}. Until it is opened, your address stays{" "}
          {profile.email}. Without mail set up, the link is in the server's log.
        </Alert>
      ) : null}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsking(true);
        }}
      >
        <Stack gap={12}>
          <TextInput label="Address now" value={profile.email} readOnly />
          <TextInput
            label="New address"
            type="email"
            autoComplete="email"
            required
            withAsterisk={false}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" variant="default" disabled={email.trim() === ""}>
              Change the address
            </Button>
          </Group>
        </Stack>
      </form>
      <PasswordDialog
        opened={asking}
        title="Change your address"
        submit="Send the link"
        run={(password) => api.account.changeEmail({ email: email.trim(), password })}
        onDone={() => {
          setAsking(false);
          setEmail("");
          void refreshAccount();
        }}
        onClose={() => setAsking(false)}
      >
        A link goes to {email}. Your address changes when it is opened, within an hour.
      </PasswordDialog>
    </Stack>
  );
};

export const ProfileSettings = () => {
  const me = useMe();
  const profile = useQuery(profileQuery);
  const security = useQuery(securityQuery);
  return (
    <SettingsPage
      title="Profile"
      lead={`How others see you in ${me.workspace.name}, and how Rapport reads for you.`}
    >
      {profile.isPending ? <SkeletonLines lines={5} /> : null}
      {profile.error ? (
        <ErrorState
          error={profile.error}
          doing="load your profile"
          onRetry={() => void profile.refetch()}
        />
      ) : null}
      {profile.data ? (
        <>
          <Preferences key={JSON.stringify(profile.data)} profile={profile.data} />
          <Section title="E-mail address" lead="You sign in with it.">
            <Address profile={profile.data} byProvider={security.data?.byProvider ?? false} />
          </Section>
          <CaptureSection />
        </>
      ) : null}
    </SettingsPage>
  );
};
