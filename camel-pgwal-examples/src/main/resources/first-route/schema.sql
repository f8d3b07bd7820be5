CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, city text);

CREATE TABLE products (sku text PRIMARY KEY, price numeric(8, 2) NOT NULL, description text);

-- Kept out of line and as it is, or this demo's repetitive text would shrink to nothing.
ALTER TABLE products ALTER COLUMN description SET STORAGE EXTERNAL;

CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL, sku text NOT NULL, quantity int NOT NULL);

CREATE TABLE carts (id int PRIMARY KEY, sku text NOT NULL);

-- No publication, no changes: it names the tables that are read.
CREATE PUBLICATION pgwal_shop FOR TABLE customers, products, orders, carts;
