-- Administrators may do everything, so also make automations: the permission is younger than their role.
SET LOCAL ROLE rapport_system;
UPDATE access.roles
SET permissions = jsonb_set(permissions, '{settings}', (permissions -> 'settings') || '["automations.manage"]')
WHERE key = 'admin' AND NOT (permissions -> 'settings') ? 'automations.manage';
RESET ROLE;
