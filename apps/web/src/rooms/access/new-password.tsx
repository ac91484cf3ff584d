import { PasswordInput } from "@mantine/core";

export const MIN_PASSWORD_LENGTH = 10;

/** A password that is being chosen. */
export const NewPassword = ({ label = "Password" }: { label?: string }) => (
  <PasswordInput
    name="password"
    label={label}
    description={`At least ${MIN_PASSWORD_LENGTH} characters. A few unrelated words make a good one.`}
    autoComplete="new-password"
    minLength={MIN_PASSWORD_LENGTH}
    required
    withAsterisk={false}
  />
);
