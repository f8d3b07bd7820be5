-- Forty items come into the stock, in one transaction
INSERT INTO pgwal_stock.items SELECT id, 1, 100 FROM generate_series(1, 40) id;

-- Each is sold 20 times, in 800 transactions
DO $$
BEGIN
  FOR sale IN 1..20 LOOP
    FOR item IN 1..40 LOOP
      UPDATE pgwal_stock.items SET version = version + 1, quantity = quantity - 1 WHERE id = item;
      COMMIT;
    END LOOP;
  END LOOP;
END $$;

-- Somebody empties the stock, and thinks better of it
DO $$
BEGIN
  DELETE FROM pgwal_stock.items;
  ROLLBACK;
END $$;
