// Who is signed in: appearance, keys, sign out.
import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { api, forgetEverything } from "../platform/api.ts";
import { nameOf, useMe } from "../rooms/access/session.ts";
import {
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconShieldCheck,
  IconSun,
} from "../ui/icons.ts";
import { showError } from "../ui/toast.tsx";
import css from "./frame.module.css";

const SCHEMES = [
  { value: "auto", label: "Like the system", Icon: IconDeviceDesktop },
  { value: "light", label: "Light", Icon: IconSun },
  { value: "dark", label: "Dark", Icon: IconMoon },
] as const;

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join("");

export const UserMenu = ({ folded, onHelp }: { folded: boolean; onHelp: () => void }) => {
  const me = useMe();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = nameOf(me);

  const signOut = async (): Promise<void> => {
    try {
      const providerUrl = await api.auth.signOut();
      forgetEverything();
      if (providerUrl) return window.location.assign(providerUrl);
      await navigate({ to: "/sign-in" });
    } catch (error) {
      showError(error, "Could not sign out");
    }
  };

  const role = me.role?.name ?? "";
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <UnstyledButton className={css.user} aria-label={`${[name, role].join(" ")}: account`}>
          <span className={css.avatar} data-initials={initialsOf(name)} aria-hidden="true" />
          {folded ? null : (
            <span className={css.userText}>
              <span className="r-ellipsis">{name}</span>{" "}
              <span className={css.userRole}>{role}</span>
            </span>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        {SCHEMES.map(({ value, label, Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={15} />}
            rightSection={colorScheme === value ? <IconCheck size={14} /> : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconShieldCheck size={15} />}
          onClick={() => void navigate({ to: "/settings/profile" })}
        >
          Profile and security
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={15} />} onClick={onHelp}>
          Keyboard
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
