-- What a run was when it ran: for whom it acted, and the fields that its rule named then. The rule may have become
-- another since; what the run saw and wrote has not. Null for runs of before.
ALTER TABLE automations.runs ADD COLUMN ran_as uuid[];
ALTER TABLE automations.runs ADD COLUMN named_fields text[];
