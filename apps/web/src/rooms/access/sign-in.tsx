import { Alert, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate } from "@tanstack/react-router";
import { api } from "../../platform/api.ts";
import { useEnter } from "./enter.ts";
import { EntryForm } from "./entry-form.tsx";

const route = getRouteApi("/public/sign-in");

export const SignIn = () => {
  const { next, ended } = route.useSearch();
  const enter = useEnter();
  const state = useQuery({ queryKey: ["auth-state"], queryFn: () => api.auth.state() });
  const signIn = useMutation({
    mutationFn: (values: Record<string, string>) =>
      api.auth.signIn({ email: values.email ?? "", password: values.password ?? "" }),
    onSuccess: () => enter(next ?? "/"),
  });

  if (state.data?.needsFirstWorkspace) return <Navigate to="/sign-up" />;
  return (
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
      {ended && !signIn.error ? (
        <Alert variant="light">Your session ended. Sign in to go on where you were.</Alert>
      ) : null}
      <TextInput
        name="email"
        type="email"
        label="E-mail"
        autoComplete="username"
        required
        withAsterisk={false}
        data-autofocus
      />
      <PasswordInput
        name="password"
        label="Password"
        autoComplete="current-password"
        required
        withAsterisk={false}
      />
    </EntryForm>
  );
};
