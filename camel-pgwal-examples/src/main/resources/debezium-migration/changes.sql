-- Orders come, in one transaction
BEGIN;
INSERT INTO orders VALUES (1, 'Ada', 12.50, '2024-02-29 12:00:00.123456+01', '{"gift": true}'), (2, 'Blaise', 7, NULL, NULL);
INSERT INTO lines VALUES (1, 1, 'tea', 2), (1, 2, 'cup', 1);
COMMIT;

-- A product with a wide description, whose price then rises: the description is not sent again
INSERT INTO products VALUES ('tea', 4.20, repeat('Leaves of the first harvest. ', 1500));
UPDATE products SET price = 4.80;

-- A row without and one with the whole row before
UPDATE orders SET total = 13.75 WHERE id = 1;
UPDATE lines SET quantity = 3 WHERE sku = 'tea';

-- A key changes: a delete and a create
UPDATE orders SET id = 20 WHERE id = 2;

-- Somebody thinks better of it: nothing comes
BEGIN;
DELETE FROM orders;
ROLLBACK;

-- Rows go
DELETE FROM lines WHERE line = 2;
DELETE FROM orders WHERE id = 20;

-- Everything goes
TRUNCATE lines;
