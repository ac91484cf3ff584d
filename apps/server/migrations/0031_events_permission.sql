-- Administrators may do everything, so also see and manage events: the permission is younger than their role.
SET LOCAL ROLE rapport_system;
UPDATE access.roles
SET permissions = jsonb_set(permissions, '{settings}', (permissions -> 'settings') || '["events.manage"]')
WHERE key = 'admin' AND NOT (permissions -> 'settings') ? 'events.manage';
RESET ROLE;
