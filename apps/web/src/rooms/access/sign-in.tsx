import { Alert, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { useAfterPassword, useEnter } from "./enter.ts";
import { EntryForm } from "./entry-form.tsx";
import { SecondStep } from "./second-step.tsx";
import { reasonWords } from "./sign-in-words.rules.ts";
import { SsoButtons } from "./sso-buttons.tsx";

const route = getRouteApi("/public/sign-in");

const Notice = ({ ended, reason }: { ended: boolean | undefined; reason: string | null }) => {
  if (reason) {
    return (
      <Alert color="red" variant="light" role="alert">
        {reason}
      </Alert>
    );
  }
  return ended ? (
    <Alert variant="light">Your session ended. Sign in to go on where you were.</Alert>
  ) : null;
};

export const SignIn = () => {
  const { next, ended, sso, step } = route.useSearch();
  const router = useRouter();
  const enter = useEnter();
  const after = useAfterPassword();
  const [email, setEmail] = useState("");
  const state = useQuery({ queryKey: ["auth-state"], queryFn: () => api.auth.state() });
  const signIn = useMutation({
    mutationFn: (values: Record<string, string>) =>
      api.auth.signIn({ email: values.email ?? "", password: values.password ?? "" }),
    onSuccess: (result) => after(result, next),
  });

  if (state.data?.needsFirstWorkspace) return <Navigate to="/sign-up" />;
  if (step) {
    const back = () => void router.navigate({ to: "/sign-in", search: next ? { next } : {} });
    return <SecondStep step={step} onDone={() => void enter(next ?? "/")} onBack={back} />;
  }
  return (
    <>
      <EntryForm
        title="Sign in"
        lead="Use the e-mail address that your workspace knows."
        submit="Sign in"
        busy={signIn.isPending}
        error={signIn.error}
        onSubmit={(values) => signIn.mutate(values)}
        links={
          <Link to="/forgot-password" className="r-link">
            Forgot your password?
          </Link>
        }
      >
        {signIn.error ? null : <Notice ended={ended} reason={reasonWords(sso)} />}
        <TextInput
          name="email"
          type="email"
          label="E-mail"
          autoComplete="username"
          required
          withAsterisk={false}
          data-autofocus
          onBlur={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          name="password"
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
      </EntryForm>
      <SsoButtons email={email} next={next} />
    </>
  );
};
