// Asking for a new password, and setting it by the link that came by mail.
import { Alert, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { api } from "../../platform/api.ts";
import { EntryForm } from "./entry-form.tsx";
import { NewPassword } from "./new-password.tsx";

const resetRoute = getRouteApi("/public/reset-password");

const BackToSignIn = () => (
  <Link to="/sign-in" className="r-link">
    Back to sign in
  </Link>
);

export const ForgotPassword = () => {
  const ask = useMutation({
    mutationFn: (values: Record<string, string>) =>
      api.auth.forgotPassword({ email: values.email ?? "" }),
  });
  return (
    <EntryForm
      title="Forgot your password"
      lead="We send a link to set a new one. It works for an hour."
      submit="Send the link"
      busy={ask.isPending}
      error={ask.error}
      onSubmit={(values) => ask.mutate(values)}
      links={<BackToSignIn />}
    >
      {ask.isSuccess ? (
        <Alert variant="light" role="status">
          If this address belongs to a member, a link is on its way. Without mail set up, the link
          is in the server's log: ask whoever runs it.
        </Alert>
      ) : null}
      <TextInput
        name="email"
        type="email"
        label="E-mail"
        autoComplete="username"
        required
        withAsterisk={false}
      />
    </EntryForm>
  );
};

export const ResetPassword = () => {
  const { token } = resetRoute.useSearch();
  const reset = useMutation({
    mutationFn: (values: Record<string, string>) =>
      api.auth.resetPassword({ token: token ?? "", password: values.password ?? "" }),
  });
  if (!token || reset.isSuccess) {
    return (
      <>
        <Alert variant="light" role="status" mb={12}>
          {token
            ? "Your password is changed."
            : "This link has no code in it. Open it from the mail again, or ask for a new one."}
        </Alert>
        <BackToSignIn />
      </>
    );
  }
  return (
    <EntryForm
      title="Set a new password"
      lead="Other sessions of yours are signed out."
      submit="Set the password"
      busy={reset.isPending}
      error={reset.error}
      onSubmit={(values) => reset.mutate(values)}
      links={<BackToSignIn />}
    >
      <NewPassword label="New password" />
    </EntryForm>
  );
};
