-- What large loads paid for and nobody used. No table or column changes its meaning.

-- No plan depends on what is in these documents, but each ANALYZE unpacked and sorted thousands of them.
ALTER TABLE governance.audit_entries ALTER COLUMN before SET STATISTICS 0;
ALTER TABLE governance.audit_entries ALTER COLUMN after SET STATISTICS 0;
ALTER TABLE records.people ALTER COLUMN custom SET STATISTICS 0;
ALTER TABLE records.companies ALTER COLUMN custom SET STATISTICS 0;
ALTER TABLE records.deals ALTER COLUMN custom SET STATISTICS 0;
ALTER TABLE records.tickets ALTER COLUMN custom SET STATISTICS 0;
ALTER TABLE records.tasks ALTER COLUMN custom SET STATISTICS 0;
ALTER TABLE records.notes ALTER COLUMN custom SET STATISTICS 0;
ALTER TABLE records.activities ALTER COLUMN custom SET STATISTICS 0;
ALTER TABLE records.custom_records ALTER COLUMN custom SET STATISTICS 0;

-- Lists of random ids do not get smaller by compression.
ALTER TABLE search.record_queue ALTER COLUMN record_ids SET STORAGE EXTERNAL;
ALTER TABLE duplicates.queue ALTER COLUMN record_ids SET STORAGE EXTERNAL;
