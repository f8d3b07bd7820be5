CREATE TABLE IF NOT EXISTS stock (item text PRIMARY KEY, pieces int NOT NULL CHECK (pieces >= 0));
CREATE TABLE IF NOT EXISTS orders (id bigint PRIMARY KEY, item text NOT NULL REFERENCES stock);
INSERT INTO stock VALUES ('tea', 10), ('cup', 0) ON CONFLICT DO NOTHING;
