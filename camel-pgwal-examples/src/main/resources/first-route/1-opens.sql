-- Customers come, in one transaction
BEGIN;
INSERT INTO customers VALUES (1, 'Ada', 'London'), (2, 'Blaise', 'Paris'), (3, 'Carl', NULL);
COMMIT;

-- A product with a wide description is put on sale
INSERT INTO products VALUES ('tea', 4.20, repeat('Leaves of the first harvest. ', 1500));

-- Its price rises; the description stays, and PostgreSQL does not send it again
UPDATE products SET price = 4.80 WHERE sku = 'tea';

-- A customer moves: no key column changes
UPDATE customers SET city = 'Turin' WHERE name = 'Ada';

-- A customer gets another number: the key changes, so PostgreSQL sends the old one too
UPDATE customers SET id = 30 WHERE id = 3;

-- Somebody orders everything, twice, and thinks better of it
BEGIN;
INSERT INTO orders VALUES (98, 2, 'tea', 100000), (99, 2, 'tea', 200000);
UPDATE customers SET city = 'Nowhere' WHERE id = 2;
ROLLBACK;

-- Carts are filled, one order is placed, and one cart is given back
BEGIN;
INSERT INTO carts VALUES (1, 'tea'), (2, 'tea'), (3, 'tea');
INSERT INTO orders VALUES (1, 1, 'tea', 2);
DELETE FROM carts WHERE id = 2;
COMMIT;

-- Closing time: the carts are emptied, and a message goes into the WAL that is in no table
BEGIN;
TRUNCATE carts;
SELECT pg_logical_emit_message(true, 'pgwal_shop', 'day 1 is done');
COMMIT;
