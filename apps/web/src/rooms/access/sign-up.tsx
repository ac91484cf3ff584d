// Makes the first workspace of a fresh server, and its first admin. Afterwards members come by invitation.
import { TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../platform/api.ts";
import { useAfterPassword } from "./enter.ts";
import { EntryForm } from "./entry-form.tsx";
import { NewPassword } from "./new-password.tsx";

export const SignUp = () => {
  const after = useAfterPassword();
  const signUp = useMutation({
    mutationFn: (values: Record<string, string>) =>
      api.auth.signUp({
        name: values.name ?? "",
        email: values.email ?? "",
        password: values.password ?? "",
        workspaceName: values.workspaceName ?? "",
      }),
    onSuccess: (result) => after(result),
  });
  return (
    <EntryForm
      title="Set up Rapport"
      lead="This makes the first workspace of this server. You become its admin and can invite others."
      submit="Make the workspace"
      busy={signUp.isPending}
      error={signUp.error}
      onSubmit={(values) => signUp.mutate(values)}
      links={
        <>
          Already set up?{" "}
          <Link to="/sign-in" className="r-link">
            Sign in
          </Link>
        </>
      }
    >
      <TextInput
        name="workspaceName"
        label="Workspace"
        placeholder="Your company"
        required
        withAsterisk={false}
      />
      <TextInput name="name" label="Your name" autoComplete="name" required withAsterisk={false} />
      <TextInput
        name="email"
        type="email"
        label="E-mail"
        autoComplete="username"
        required
        withAsterisk={false}
      />
      <NewPassword />
    </EntryForm>
  );
};
