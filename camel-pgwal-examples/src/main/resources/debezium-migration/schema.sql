CREATE TABLE orders (id int PRIMARY KEY, customer text, total numeric(10, 2), placed timestamptz, options jsonb);

CREATE TABLE products (sku text PRIMARY KEY, price numeric, description text);

-- Kept out of line and as it is, or this demo's repetitive text would shrink to nothing.
ALTER TABLE products ALTER COLUMN description SET STORAGE EXTERNAL;

CREATE TABLE lines (order_id int, line int, sku text, quantity int, PRIMARY KEY (order_id, line));

-- Its updates and deletes carry the whole row before.
ALTER TABLE lines REPLICA IDENTITY FULL;

-- What ends a step, for both readers.
CREATE TABLE ends (step int PRIMARY KEY);

CREATE PUBLICATION pgwal_migration FOR TABLE orders, products, lines, ends;
