-- In which way the words of a workspace's messages are told apart: where it is an earlier one, they are made anew, in the
-- order of the messages' ids.
ALTER TABLE conversations.counters ADD COLUMN words int NOT NULL DEFAULT 1, ADD COLUMN words_after uuid;
