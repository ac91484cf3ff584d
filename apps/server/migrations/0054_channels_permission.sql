-- Administrators may do everything, so also set up channels: the permission is younger than their role.
SET LOCAL ROLE rapport_system;
UPDATE access.roles
SET permissions = jsonb_set(permissions, '{settings}', (permissions -> 'settings') || '["channels.manage"]')
WHERE key = 'admin' AND NOT (permissions -> 'settings') ? 'channels.manage';
RESET ROLE;
