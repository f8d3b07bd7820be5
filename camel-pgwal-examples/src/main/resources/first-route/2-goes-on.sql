-- Two orders are placed
BEGIN;
INSERT INTO orders VALUES (2, 2, 'tea', 1), (3, 30, 'tea', 5);
COMMIT;

-- One is changed, in its quantity
UPDATE orders SET quantity = 6 WHERE id = 3;

-- A third is written and rolled back
BEGIN;
INSERT INTO orders VALUES (4, 1, 'tea', 7);
ROLLBACK;

-- A customer leaves
DELETE FROM customers WHERE id = 1;

-- Closing time
SELECT pg_logical_emit_message(true, 'pgwal_shop', 'day 2 is done');
