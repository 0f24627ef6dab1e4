-- The fence of Firn's own profile for the tables of pekko-persistence-jdbc, so that costs can be compared.
CREATE TABLE fence (persistence_id varchar(255) PRIMARY KEY, highest bigint NOT NULL) WITH (fillfactor = 50);

CREATE FUNCTION fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE fence SET highest = NEW.sequence_number
    WHERE persistence_id = NEW.persistence_id AND highest < NEW.sequence_number;
  IF FOUND THEN
    RETURN NEW;
  END IF;
  INSERT INTO fence VALUES (NEW.persistence_id, NEW.sequence_number) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'event % is not above the highest stored', NEW.sequence_number;
END
$$;

CREATE TRIGGER fence BEFORE INSERT ON event_journal FOR EACH ROW EXECUTE FUNCTION fence();
