-- The nodes that use this journal, each renewing its row every second: one process holds a name, and the first seed node
-- founds a cluster only where no member of another one renews its row.
CREATE TABLE ${schema}.node (
  name varchar(255) COLLATE "C" PRIMARY KEY,
  process varchar(64) NOT NULL,
  is_member boolean NOT NULL,
  seen timestamptz NOT NULL
) WITH (fillfactor = 50);
