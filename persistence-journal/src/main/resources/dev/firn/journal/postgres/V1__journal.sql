-- Where each persistence id stands. Truncation keeps the row, so the fence below outlives the events.
CREATE TABLE ${schema}.position (
  persistence_id varchar(255) COLLATE "C" PRIMARY KEY,
  highest bigint NOT NULL,
  previous bigint NOT NULL,
  deleted_to bigint NOT NULL DEFAULT 0,
  CHECK (highest > previous AND deleted_to <= highest)
) WITH (fillfactor = 50);

-- One row an event; previous is the event stored before it, so that a lost row shows.
CREATE TABLE ${schema}.event (
  persistence_id varchar(255) COLLATE "C" NOT NULL,
  sequence_number bigint NOT NULL,
  previous bigint NOT NULL,
  record bytea NOT NULL,
  PRIMARY KEY (persistence_id, sequence_number)
);

-- Records are compressed already.
ALTER TABLE ${schema}.event ALTER COLUMN record SET STORAGE EXTERNAL;

-- Rows live for seconds: their space is to be found again soon, not after a fifth of the table has died.
ALTER TABLE ${schema}.event SET (
  autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 1, autovacuum_vacuum_cost_delay = 0,
  toast.autovacuum_vacuum_scale_factor = 0.05, toast.autovacuum_vacuum_threshold = 20000,
  toast.autovacuum_vacuum_cost_delay = 0);

CREATE TABLE ${schema}.snapshot (
  persistence_id varchar(255) COLLATE "C" NOT NULL,
  sequence_number bigint NOT NULL,
  created bigint NOT NULL,
  record bytea NOT NULL,
  PRIMARY KEY (persistence_id, sequence_number)
);

ALTER TABLE ${schema}.snapshot ALTER COLUMN record SET STORAGE EXTERNAL;

-- Bytes of events that are not truncated, in slots so that writers need not wait for each other.
CREATE TABLE ${schema}.usage (
  slot smallint PRIMARY KEY,
  live_bytes bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO ${schema}.usage SELECT slot, 0 FROM generate_series(0, 255) slot;

-- The fence: refuses what is not above everything that was ever stored of the id, and holds the id's row until the
-- transaction ends, so that of two writers one waits for the other and is then refused. It runs as its owner: the role
-- of the nodes cannot lower the fence.
CREATE FUNCTION ${schema}.fence() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE ${schema}.position SET previous = highest, highest = NEW.sequence_number
    WHERE persistence_id = NEW.persistence_id AND highest < NEW.sequence_number
    RETURNING previous INTO NEW.previous;
  IF FOUND THEN
    RETURN NEW;
  END IF;
  NEW.previous := 0;
  INSERT INTO ${schema}.position (persistence_id, highest, previous)
    VALUES (NEW.persistence_id, NEW.sequence_number, 0) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'event % is not above the highest stored', NEW.sequence_number
    USING ERRCODE = 'FN001', DETAIL = NEW.persistence_id;
END
$$;

CREATE TRIGGER fence BEFORE INSERT ON ${schema}.event FOR EACH ROW EXECUTE FUNCTION ${schema}.fence();
