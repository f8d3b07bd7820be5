CREATE SCHEMA pgwal_stock;

CREATE TABLE pgwal_stock.items (id int PRIMARY KEY, version int NOT NULL, quantity int NOT NULL);

CREATE PUBLICATION pgwal_stock FOR TABLE pgwal_stock.items;

-- The example's own book-keeping, which is not published: what PostgreSQL itself says of each committed change.
CREATE TABLE pgwal_stock.history (n bigserial PRIMARY KEY, id int NOT NULL, change text NOT NULL);

CREATE FUNCTION pgwal_stock.remember() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO pgwal_stock.history (id, change)
    VALUES (coalesce(NEW.id, OLD.id), TG_OP || coalesce(' version ' || NEW.version, ''));
  RETURN NULL;
END $$;

CREATE TRIGGER remember AFTER INSERT OR UPDATE OR DELETE ON pgwal_stock.items
  FOR EACH ROW EXECUTE FUNCTION pgwal_stock.remember();
